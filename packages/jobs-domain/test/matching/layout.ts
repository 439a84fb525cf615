import type { CompatibilityLayout } from '../../src/social/matching/compatibility/layout.js';

/** A layout for synthetic users: the traits take turns in the three areas. */
export function syntheticLayout(traits: number): CompatibilityLayout {
  const areas = ['communication', 'lifestyle', 'values'] as const;
  return {
    traits: Array.from({ length: traits }, (_, t) => ({ label: `trait ${t}`, area: areas[t % 3]! })),
    attributes: ['smoking', 'children', 'diet', 'religion'].map((attribute) => ({
      attribute,
      label: attribute,
      area: 'values',
    })),
  };
}
