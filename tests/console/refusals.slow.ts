import { acts, actsAnswer, OTHER_BODIES } from './wrong-bodies.ts'

for (const body of OTHER_BODIES) actsAnswer(body, acts)
