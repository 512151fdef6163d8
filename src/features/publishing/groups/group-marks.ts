/** The colours and shapes by which people know the accounts of a group. */
export const GROUP_COLOURS = ['teal', 'amber', 'violet', 'rose', 'green', 'blue'] as const
export const GROUP_SHAPES = ['circle', 'square', 'triangle', 'diamond'] as const

export type GroupMark = {
  colour: (typeof GROUP_COLOURS)[number]
  shape: (typeof GROUP_SHAPES)[number]
}

/**
 * All pairs, in the order in which new groups get them: neighbours share neither colour nor shape.
 */
export const GROUP_MARKS: readonly GroupMark[] = Array.from(
  { length: GROUP_COLOURS.length * GROUP_SHAPES.length },
  (_, place) => ({
    colour: GROUP_COLOURS[place % GROUP_COLOURS.length] ?? 'teal',
    // The pairs repeat after twelve: from there on each shape moves by one.
    shape: GROUP_SHAPES[(place + Math.floor(place / 12)) % GROUP_SHAPES.length] ?? 'circle',
  }),
)
