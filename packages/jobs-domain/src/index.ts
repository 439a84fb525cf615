// Area: a social platform
export * from './social/index.js';
