const CHANNELS = [1, 3, 5] as const

/** Mixes two colours (#rrggbb); 0 is the first one, 1 the second one. */
export const mix = (a: string, b: string, share: number): string =>
  `#${CHANNELS.map((at) => {
    const [from, to] = [a, b].map((each) => Number.parseInt(each.slice(at, at + 2), 16))
    const value = Math.round((from ?? 0) * (1 - share) + (to ?? 0) * share)
    return value.toString(16).padStart(2, '0')
  }).join('')}`

/** A shade of a colour: light falls from the upper left, and shadows are bluish. */
export const darker = (colour: string, share = 0.25): string => mix(colour, '#231a3c', share)
export const lighter = (colour: string, share = 0.3): string => mix(colour, '#fffaf0', share)

/** Colours that go together: a wall or table, a main thing, a second thing, small things. */
export type Palette = { ground: string; main: string; second: string; spark: string }

export const PALETTES: readonly Palette[] = [
  { ground: '#e9dccb', main: '#b5573f', second: '#3f6f73', spark: '#e7b04a' },
  { ground: '#d6e2e6', main: '#35639a', second: '#d98a5b', spark: '#f2d06b' },
  { ground: '#ead3d6', main: '#9c3f63', second: '#57728f', spark: '#f0b78d' },
  { ground: '#dbe3cf', main: '#4d7a4a', second: '#c1673f', spark: '#eec95d' },
  { ground: '#e3dbee', main: '#6a52a3', second: '#d0748c', spark: '#f3c567' },
  { ground: '#f1e2bf', main: '#2f7d80', second: '#c5503f', spark: '#f6a94b' },
  { ground: '#cfdcd9', main: '#1f5c63', second: '#e08f6c', spark: '#f7dc9a' },
  { ground: '#efd9c4', main: '#7b4a35', second: '#88a06a', spark: '#e56f4a' },
]
