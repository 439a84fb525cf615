import type { JobContext } from '@nightshift/core';
import type { Database } from '../src/ports/database.js';
import type { AreaModel } from '../src/social/matching/compatibility/area-model.js';
import type { CompatibilityLayout } from '../src/social/matching/compatibility/layout.js';
import type { MatchFeatures } from '../src/social/matching/engine/features.js';
import type { MatchModel } from '../src/social/matching/model/model.js';
import type { MatchUser } from '../src/social/matching/user.js';

// What the examples in this package's doc comments speak of without declaring it.

export declare const ctx: JobContext;
export declare const database: Database;
export declare const store: { readonly database: Database };
export declare const users: readonly MatchUser[];
export declare const ada: MatchUser;
export declare const grace: MatchUser;
export declare const model: MatchModel;
export declare const areas: AreaModel;
export declare const layout: CompatibilityLayout;
export declare const features: MatchFeatures;
