/**
 * The share of a standard normal distribution below `z`, exact to about 15 digits, exactly 0.5 at 0, and exactly
 * symmetric: the Taylor series of Marsaglia (2004), Evaluating the Normal Distribution, Journal of Statistical Software 11.
 */
export function normalShareBelow(z: number): number {
  if (Math.abs(z) > 7) return z > 0 ? 1 : 0;
  const square = z * z;
  let sum = z;
  let term = z;
  let before = 0;
  for (let odd = 3; sum !== before; odd += 2) {
    before = sum;
    term *= square / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-square / 2)) / Math.sqrt(2 * Math.PI);
}
