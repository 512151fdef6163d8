/** Coordinates have one decimal: more would only make the text longer. */
const decimal = (value: number): string => String(Math.round(value * 10) / 10)

type Point = readonly [x: number, y: number]

export const circle = ([x, y]: Point, radius: number, fill: string): string =>
  `<circle cx="${decimal(x)}" cy="${decimal(y)}" r="${decimal(radius)}" fill="${fill}"/>`

export const ellipse = ([x, y]: Point, [rx, ry]: Point, fill: string): string =>
  `<ellipse cx="${decimal(x)}" cy="${decimal(y)}" rx="${decimal(rx)}" ry="${decimal(ry)}" fill="${fill}"/>`

export const rect = ([x, y]: Point, [width, height]: Point, fill: string, round = 0): string =>
  `<rect x="${decimal(x)}" y="${decimal(y)}" width="${decimal(Math.max(0, width))}" ` +
  `height="${decimal(Math.max(0, height))}" rx="${decimal(round)}" fill="${fill}"/>`

export const path = (d: string, fill: string): string => `<path d="${d}" fill="${fill}"/>`

export const stroke = (d: string, colour: string, width: number): string =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${decimal(width)}" ` +
  'stroke-linecap="round" stroke-linejoin="round"/>'

export const polygon = (points: readonly Point[], fill: string): string =>
  path(`M${points.map(([x, y]) => `${decimal(x)} ${decimal(y)}`).join('L')}Z`, fill)

type Placement = { at: Point; turn?: number; scale?: number; opacity?: number }

/** Moves, turns (degrees) and scales a drawing around its own origin. */
export const place = (
  { at: [x, y], turn = 0, scale = 1, opacity = 1 }: Placement,
  ...parts: readonly string[]
): string =>
  `<g transform="translate(${decimal(x)} ${decimal(y)}) rotate(${decimal(turn)}) ` +
  `scale(${scale.toFixed(2)})" opacity="${opacity}">${parts.join('')}</g>`

/** Shows a drawing as on glass. */
export const faint = (opacity: number, ...parts: readonly string[]): string =>
  `<g opacity="${opacity}">${parts.join('')}</g>`

export const repeat = (count: number, part: (index: number) => string): string =>
  Array.from({ length: Math.round(count) }, (_, index) => part(index)).join('')
