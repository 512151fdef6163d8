import type { ConsolePage } from '../page.ts'
import { overview } from './overview/index.ts'
import { signIn } from './sign-in/index.ts'
import { tasks } from './tasks/index.ts'

/** Every page of the console, in the order of the navigation. */
export const pages: readonly ConsolePage[] = [overview, tasks, signIn]
