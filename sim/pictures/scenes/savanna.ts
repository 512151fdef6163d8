import { darker, lighter, mix } from '../colours.ts'
import { circle, ellipse, path, place, rect, repeat, stroke } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'

const EVENINGS = [
  ['#b7472a', '#f0913d', '#fbd27a'],
  ['#7b2d5b', '#e0665a', '#f8c57c'],
  ['#e2883f', '#f7c765', '#fdf0bf'],
] as const

/** Acacias and giraffes before a low sun. */
export function savanna(sketch: Sketch): string {
  const { between, height, random } = sketch
  const sky = random.pick(EVENINGS)
  const line = height * between(0.7, 0.8)
  const dark = mix(sky[0], '#1d1018', 0.75)
  const sun = [between(110, 290), line - between(24, 110)] as const
  return (
    sketch.fill(sketch.fall(...sky)) +
    sketch.spot(sun, [200, 200], '#fff1c0') +
    circle(sun, between(54, 84), sketch.fall('#fffbe6', lighter(sky[2], 0.4))) +
    path(
      `M-20 ${line}Q110 ${line - 50} 220 ${line - 6}T430 ${line - 22}V${line + 60}H-20Z`,
      mix(sky[1], dark, 0.45),
    ) +
    rect([-20, line + 8], [WIDTH + 40, height], sketch.fall(dark, darker(dark, 0.5))) +
    repeat(3, (index) =>
      place(
        { at: [40 + index * 150 + between(-30, 30), line + 18], scale: between(0.6, 1.25) },
        acacia(dark),
      ),
    ) +
    repeat(2, () =>
      place(
        { at: [between(60, 340), line + 26], scale: between(0.7, 1) },
        giraffe(darker(dark, 0.3)),
      ),
    ) +
    repeat(6, () => {
      const [x, y] = [between(20, 380), between(40, line * 0.5)]
      return stroke(`M${x - 9} ${y - 4}q5 -4 9 4q4 -8 9 -4`, dark, 2.4)
    }) +
    repeat(50, () => {
      const x = between(-10, 410)
      return stroke(`M${x} ${line + 22}q2 -12 ${between(-8, 8)} -20`, dark, 2)
    })
  )
}

const acacia = (tone: string): string =>
  path('M-7 0Q-3 -60 -34 -104L-26 -108Q-2 -80 2 -64Q10 -92 44 -110L48 -102Q14 -70 9 0Z', tone) +
  ellipse([-34, -114], [56, 16], tone) +
  ellipse([46, -118], [60, 15], tone) +
  ellipse([4, -134], [72, 16], tone)

const giraffe = (tone: string): string =>
  ellipse([0, -58], [32, 17], tone) +
  path('M16 -62Q34 -112 44 -152L56 -148Q48 -96 32 -50Z', tone) +
  path('M40 -150Q46 -164 56 -160L76 -148L72 -142L52 -142Z', tone) +
  [-24, -14, 14, 24].map((x) => rect([x - 3, -52], [5, 54], tone)).join('') +
  stroke('M46 -158v-10M52 -158v-10', tone, 3)
