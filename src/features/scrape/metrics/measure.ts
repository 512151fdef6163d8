import { median } from './median.ts'

/** A metric with the number of posts that could be used for it, whether they sufficed for a value or not. */
export type Measure = { value: number | null; posts: number }

/** What cannot be measured, since what it is divided by is unknown or 0. */
export const NOTHING_MEASURED: Measure = { value: null, posts: 0 }

/** The median of what each post gives. */
export const measureMedian = (values: readonly number[]): Measure => ({
  value: median(values),
  posts: values.length,
})
