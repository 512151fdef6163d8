import { features } from '../../../src/features/index.ts'
import { notes } from '../../ai/note-titles/kind.ts'

// Loaded before gramd's command: adds one more feature to the list.
Reflect.apply(Array.prototype.push, features, [notes])
