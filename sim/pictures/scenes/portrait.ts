import { lighter } from '../colours.ts'
import { circle, place, rect } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'
import { person } from '../person.ts'
import { frame, plant } from '../things.ts'

/** A creator before a wall. */
export function portrait(sketch: Sketch, gender: 'female' | 'male'): string {
  const { between, colours, height, random } = sketch
  const wall = random.pick([colours.main, colours.second, colours.ground])
  return (
    sketch.fill(sketch.slant(lighter(wall, 0.6), lighter(wall, 0.15))) +
    (random.chance(0.5)
      ? circle([WIDTH / 2, height * 0.46], between(140, 180), lighter(wall, 0.72))
      : rect([60, height * 0.1], [280, height], lighter(wall, 0.7), 140)) +
    place(
      { at: [random.pick([40, 360]), height * 0.96], scale: 1.5 },
      plant(sketch, { pot: colours.spark, green: '#55805a' }),
    ) +
    (random.chance(0.4) ? place({ at: [330, height * 0.12] }, frame(sketch, [74, 92], wall)) : '') +
    place(
      {
        at: [WIDTH / 2 + between(-22, 22), height + 10],
        turn: between(-3, 3),
        scale: (height * 0.8) / 400,
      },
      person(sketch, gender),
    )
  )
}
