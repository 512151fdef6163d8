/** All numbers below `count` once, ordered by the key: at → start + at · step, mod count. */
export function* permutation(count: number, key: number): Generator<number> {
  if (count === 0) return
  let step = 1 + (key % count)
  while (greatestCommonDivisor(step, count) !== 1) step += 1
  let at = key % count
  for (let left = count; left > 0; left--) {
    yield at
    at = (at + step) % count
  }
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b)
