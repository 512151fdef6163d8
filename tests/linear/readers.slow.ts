import { findReaders, ROOT } from './find-readers.ts'
import { timesOfReaders } from './times-of-readers.ts'

timesOfReaders(findReaders(ROOT), 100_000)
