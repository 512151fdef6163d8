import { darker, lighter, mix } from '../colours.ts'
import { circle, ellipse, path, place, rect, repeat, stroke } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'

const DAYS = [
  { sky: ['#7fb4dc', '#e9f1ea'], grass: '#8aa552' },
  { sky: ['#f0a066', '#fbe7bd'], grass: '#b59a4b' },
  { sky: ['#6b6aa8', '#f2b9a0'], grass: '#7d7f58' },
] as const

/** A yurt and horses in the steppe. */
export function steppe(sketch: Sketch): string {
  const { between, height, random } = sketch
  const { sky, grass } = random.pick(DAYS)
  const line = height * between(0.52, 0.6)
  const sun = [between(50, 350), line * between(0.3, 0.7)] as const
  return (
    sketch.fill(sketch.fall(...sky)) +
    sketch.spot(sun, [110, 110], '#fff3c9') +
    circle(sun, 30, '#fff7df') +
    hills(line, 60, mix(sky[0], grass, 0.4)) +
    hills(line + 34, 34, mix(sky[1], grass, 0.65)) +
    rect(
      [-20, line + 58],
      [WIDTH + 40, height],
      sketch.fall(lighter(grass, 0.15), darker(grass, 0.25)),
    ) +
    place(
      { at: [between(110, 300), line + between(96, 140)], scale: between(1, 1.35) },
      yurt(sketch),
    ) +
    repeat(3, () =>
      place(
        { at: [between(20, 380), line + between(110, 210)], scale: between(0.6, 0.95) },
        horse(random.pick(['#5b3823', '#8a5a36', '#2f2622'])),
      ),
    ) +
    repeat(46, () => {
      const [x, y] = [between(-10, 410), between(line + 120, height + 10)]
      return stroke(
        `M${x} ${y}q2 -12 ${between(-8, 8)} -22`,
        mix(grass, '#f3e6a8', between(0, 0.6)),
        2,
      )
    })
  )
}

const hills = (y: number, rise: number, tone: string): string =>
  path(
    `M-20 ${y + 30}Q60 ${y - rise} 150 ${y + 8}T300 ${y - rise * 0.3}T440 ${y + 6}V${y + 140}H-20Z`,
    tone,
  )

const yurt = (sketch: Sketch): string =>
  sketch.shadow([8, 4], [110, 16]) +
  rect([-86, -58], [172, 62], sketch.tube('#f1e8d6'), 6) +
  path('M-94 -54Q-40 -128 0 -130Q40 -128 94 -54Z', sketch.tube('#faf4e6')) +
  rect([-86, -46], [172, 10], sketch.colours.main) +
  repeat(9, (index) => path(`M${-82 + index * 19} -46l9 5l-9 5z`, sketch.colours.spark)) +
  rect([-20, -46], [40, 50], sketch.lit(sketch.colours.second), 3) +
  ellipse([0, -128], [16, 6], darker('#caa76a', 0.3))

const horse = (coat: string): string =>
  ellipse([0, 26], [44, 5], '#00000033') +
  ellipse([0, -6], [34, 17], coat) +
  path('M22 -14Q38 -40 46 -46L58 -34Q54 -28 46 -30Q40 -12 30 0Z', coat) +
  [-24, -14, 14, 24].map((x) => rect([x - 3, 0], [6, 28], darker(coat, 0.15), 2)).join('') +
  stroke('M-32 -12Q-46 -4 -42 18', darker(coat, 0.4), 5) +
  stroke('M24 -18Q34 -36 42 -46', darker(coat, 0.5), 5)
