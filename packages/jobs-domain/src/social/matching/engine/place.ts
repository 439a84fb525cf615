import type { Location } from '../user.js';

/** Mean radius of the earth, in kilometres. */
const EARTH_KM = 6371.0088;

/** A place as a vector on the unit sphere; the origin when unknown, which is farther from any place than usual limits. */
export function unitVector(location: Location | null): readonly [x: number, y: number, z: number] {
  if (location === null) return [0, 0, 0];
  const lat = (location.lat * Math.PI) / 180;
  const lon = (location.lon * Math.PI) / 180;
  return [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
}

/**
 * The squared chord of a distance along the surface. Chords keep metres apart in 32-bit floats where the cosine of the
 * angle loses kilometres.
 */
export function chordSquared(km: number | null): number {
  if (km === null || km >= Math.PI * EARTH_KM) return Infinity;
  return (2 * Math.sin(km / (2 * EARTH_KM))) ** 2;
}
