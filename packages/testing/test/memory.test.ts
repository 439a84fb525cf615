import { afterAll, beforeAll, describe, it } from 'vitest';
import { storeConformance } from '@nightshift/testing';
import { memoryTarget, WITHOUT } from './memory-target.js';

storeConformance({ name: 'memory', describe, it, beforeAll, afterAll, createStore: memoryTarget, without: WITHOUT });
