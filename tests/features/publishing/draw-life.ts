import { STATES } from '../../../src/features/publishing/executions/life.ts'
import { TRANSITIONS } from '../../../src/features/publishing/executions/transitions.ts'

/** The table of transitions as a state diagram of Mermaid, with the events that lead from a state to another. */
export function drawLife(): string {
  const arrows = STATES.flatMap((from) => {
    const events = Object.entries(TRANSITIONS[from]).flatMap(([event, targets]) =>
      targets.map((to) => ({ event, to })),
    )
    return [...Map.groupBy(events, ({ to }) => to)].map(
      ([to, some]) => `  ${from} --> ${to}: ${some.map(({ event }) => event).join(', ')}`,
    )
  })
  return [
    'stateDiagram-v2',
    '  [*] --> queued',
    '  [*] --> waiting',
    '  [*] --> skipped',
    ...arrows,
  ].join('\n')
}
