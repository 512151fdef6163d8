import { hostileCaptionsAreRead } from './hostile-captions.ts'

hostileCaptionsAreRead(100_000)
