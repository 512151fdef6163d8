import { countsAndEnds } from './job-of-many.ts'

countsAndEnds(100_000, 600_000)
