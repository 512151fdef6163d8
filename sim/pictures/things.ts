import { darker, lighter, mix } from './colours.ts'
import { circle, ellipse, path, place, rect, repeat, stroke } from './shapes.ts'
import { WIDTH, type Sketch } from './sketch.ts'

/** Things that several scenes show. */

/** A leaf that grows upwards from its origin. */
export const leaf = (sketch: Sketch, length: number, width: number, colour: string): string =>
  path(
    `M0 0C${width} ${-length * 0.3} ${width * 0.8} ${-length * 0.75} 0 ${-length}` +
      `C${-width * 0.8} ${-length * 0.75} ${-width} ${-length * 0.3} 0 0Z`,
    sketch.slant(lighter(colour, 0.15), darker(colour, 0.15)),
  ) + stroke(`M0 0V${-length * 0.85}`, lighter(colour, 0.4), length / 50)

/** A plant in a pot; the origin is below the pot. */
export function plant(sketch: Sketch, { pot, green }: { pot: string; green: string }): string {
  const leaves = repeat(11, (index) => {
    const turn = (index - 5) * 15 + sketch.between(-4, 4)
    const length = 150 - Math.abs(index - 5) * 12
    const shade = index % 2 === 0 ? green : darker(green, 0.2)
    return place({ at: [(index - 5) * 3, -50], turn }, leaf(sketch, length, 15, shade))
  })
  return (
    sketch.shadow([4, 0], [56, 14]) +
    leaves +
    path('M-34 -62H34L26 -6Q24 0 16 0H-16Q-24 0 -26 -6Z', sketch.tube(pot)) +
    ellipse([0, -62], [34, 6], darker(pot, 0.35))
  )
}

/** A table from above: planks, linen or stone. */
export function table(sketch: Sketch, colour: string): string {
  const { random, between, height } = sketch
  const ground = sketch.fill(sketch.slant(lighter(colour, 0.2), colour, darker(colour, 0.1)))
  if (random.chance(0.45)) {
    const planks = repeat(14, (index) => {
      const tone = mix(colour, random.pick(['#7a4a2a', '#fff1dc', '#5b3420']), between(0.04, 0.2))
      return rect([-150 + index * 54, -150], [52.6, height + 300], tone)
    })
    return ground + planks
  }
  if (random.chance(0.5)) return ground
  return (
    ground +
    repeat(
      46,
      (index) =>
        `<g opacity="0.1">${stroke(`M-120 ${-100 + index * 22}H540`, lighter(colour, 0.9), 3)}</g>`,
    )
  )
}

/** Turns a picture from above around its centre, so that no two stand alike. */
export const turned = (sketch: Sketch, ...parts: readonly string[]): string => {
  const centre = [WIDTH / 2, sketch.height / 2] as const
  return place(
    { at: centre, turn: sketch.between(-16, 16), scale: 1.08 },
    place({ at: [-centre[0], -centre[1]] }, ...parts),
  )
}

/** A plate from above. */
export const dish = (sketch: Sketch, radius: number, colour: string): string =>
  sketch.shadow([radius * 0.1, radius * 0.16], [radius * 1.2, radius * 1.2]) +
  circle([0, 0], radius, sketch.lit(colour)) +
  circle([0, 0], radius * 0.97, sketch.slant(lighter(colour, 0.6), colour)) +
  circle([0, 0], radius * 0.74, sketch.slant(darker(colour, 0.12), lighter(colour, 0.3)))

/** Fork and knife beside a plate. */
export const cutlery = (sketch: Sketch, length: number): string => {
  const metal = sketch.tube('#b9bcc4')
  return (
    sketch.shadow([4, 6], [16, length * 0.55]) +
    rect([-3, -length / 2], [6, length], metal, 3) +
    rect([-9, -length / 2 - 4], [18, length * 0.2], metal, 6) +
    repeat(3, (index) => rect([-6 + index * 5, -length / 2 - 8], [2, 26], '#6b6f7a'))
  )
}

/** A berry, tomato or other round fruit. */
export const fruit = (sketch: Sketch, radius: number, colour: string): string =>
  circle([radius * 0.12, radius * 0.2], radius, '#00000030') +
  circle([0, 0], radius, sketch.ball(colour)) +
  circle([-radius * 0.35, -radius * 0.4], radius * 0.18, '#ffffff99')

/** A cup of coffee from above. */
export const cup = (sketch: Sketch, colour: string): string =>
  sketch.shadow([8, 14], [92, 92]) +
  circle([0, 0], 78, sketch.lit(lighter(colour, 0.35))) +
  circle([0, 0], 54, sketch.slant(lighter(colour, 0.2), darker(colour, 0.1))) +
  rect([46, -11], [46, 22], sketch.lit(colour), 11) +
  circle([0, 0], 52, sketch.lit(colour)) +
  circle([0, 0], 44, sketch.slant('#8a5a34', '#5b3820')) +
  path('M0 24C-40 -4 -22 -32 0 -14C22 -32 40 -4 0 24Z', '#f3dfc2') +
  path('M0 14C-20 -2 -11 -16 0 -6C11 -16 20 -2 0 14Z', '#9c6a42')

/** A framed picture on a wall. */
export const frame = (sketch: Sketch, [width, height]: readonly [number, number], c: string) =>
  sketch.shadow([6, height / 2], [width * 0.62, height * 0.6]) +
  rect([-width / 2, 0], [width, height], lighter(c, 0.75), 2) +
  rect([-width / 2 + 7, 7], [width - 14, height - 14], sketch.fall(lighter(c, 0.4), c)) +
  circle([-width * 0.12, height * 0.36], width * 0.13, lighter(c, 0.8)) +
  path(
    `M${-width / 2 + 7} ${height - 7}V${height * 0.7}Q0 ${height * 0.45} ${width / 2 - 7} ` +
      `${height * 0.75}V${height - 7}Z`,
    darker(c, 0.3),
  )
