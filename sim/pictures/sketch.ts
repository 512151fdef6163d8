import type { Random } from '../instagram/random.ts'
import { darker, lighter, PALETTES, type Palette } from './colours.ts'
import { ellipse, rect } from './shapes.ts'

/** All scenes are drawn this wide; the height follows from the picture's proportions. */
export const WIDTH = 400

/** The tools of a scene: chance, colours, and paints of more than one colour. */
export type Sketch = {
  height: number
  random: Random
  colours: Palette
  /** A number between two others. */
  between(low: number, high: number): number
  /** Paints from top to bottom, from the upper left to the lower right, or as a ball. */
  fall(...colours: readonly string[]): string
  slant(...colours: readonly string[]): string
  ball(colour: string): string
  /** A surface that the light meets, in the shades of one colour. */
  lit(colour: string): string
  /** A cylinder, with light from the left. */
  tube(colour: string): string
  /** A soft spot: a shadow below a thing, or the shine of a lamp. */
  spot(at: readonly [number, number], size: readonly [number, number], colour: string): string
  shadow(at: readonly [number, number], size: readonly [number, number]): string
  /** A wall or table over the whole picture. */
  fill(paint: string): string
  /** The definitions of all paints that were used. */
  definitions(): string
}

export function createSketch(random: Random, height: number): Sketch {
  const paints = new Map<string, string>()
  const paint = (tag: string, attributes: string, stops: string): string => {
    const text = `${attributes}>${stops}</${tag}>`
    const id = paints.get(`${tag} ${text}`) ?? `paint${paints.size}`
    paints.set(`${tag} ${text}`, id)
    return `url(#${id})`
  }
  const linear = (x: number, y: number, colours: readonly string[]) =>
    paint('linearGradient', `x1="0" y1="0" x2="${x}" y2="${y}"`, stopsOf(colours))
  const spot: Sketch['spot'] = (at, size, colour) => {
    const stops = [0.55, 0.25, 0].map(
      (opacity, place) =>
        `<stop offset="${place / 2}" stop-color="${colour}" stop-opacity="${opacity}"/>`,
    )
    return ellipse(at, size, paint('radialGradient', '', stops.join('')))
  }
  return {
    height,
    random,
    colours: random.pick(PALETTES),
    between: (low, high) => low + random.next() * (high - low),
    fall: (...colours) => linear(0, 1, colours),
    slant: (...colours) => linear(0.8, 1, colours),
    lit: (colour) => linear(0.8, 1, [lighter(colour, 0.28), colour, darker(colour, 0.14)]),
    tube: (colour) =>
      linear(1, 0, [darker(colour, 0.1), lighter(colour, 0.36), colour, darker(colour, 0.3)]),
    ball: (colour) =>
      paint(
        'radialGradient',
        'cx="0.36" cy="0.3" r="0.75"',
        stopsOf([lighter(colour, 0.5), colour, darker(colour, 0.3)]),
      ),
    spot,
    shadow: (at, size) => spot(at, size, '#1b1230'),
    fill: (colour) => rect([-WIDTH, -height], [3 * WIDTH, 3 * height], colour),
    definitions: () =>
      `<defs>${[...paints]
        .map(([text, id]) => `<${text.replace(' ', ` id="${id}" `)}`)
        .join('')}</defs>`,
  }
}

const stopsOf = (colours: readonly string[]): string =>
  colours
    .map(
      (colour, at) =>
        `<stop offset="${(at / Math.max(1, colours.length - 1)).toFixed(2)}" stop-color="${colour}"/>`,
    )
    .join('')
