import { features } from '../../../src/features/index.ts'
import { notes } from '../../ai/note-titles/kind.ts'

// Loaded before gramd's own command: one more feature stands in the list from which it is built.
Reflect.apply(Array.prototype.push, features, [notes])
