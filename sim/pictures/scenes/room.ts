import { darker, lighter } from '../colours.ts'
import { ellipse, path, place, rect, repeat } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'
import { frame, plant } from '../things.ts'

/** A living room: sofa, lamp, plant, pictures on the wall. */
export function room(sketch: Sketch): string {
  const { between, colours, height, random } = sketch
  const floor = height * between(0.74, 0.8)
  const isMirrored = random.chance(0.5)
  const pictures = random.pick([1, 2, 3])
  return (
    `<g transform="translate(${isMirrored ? WIDTH : 0} 0) scale(${isMirrored ? -1 : 1} 1)">` +
    sketch.fill(sketch.slant(lighter(colours.ground, 0.55), colours.ground)) +
    rect([-400, floor], [1_200, height], sketch.fall('#c9a57c', '#9d7a55')) +
    path(`M250 0L420 0L420 ${height * 0.5}L330 ${floor}L170 ${floor}Z`, '#fff7dc44') +
    repeat(pictures, (index) =>
      place(
        { at: [WIDTH / 2 - (pictures - 1) * 52 + index * 104, height * between(0.15, 0.2)] },
        frame(
          sketch,
          [82, 104],
          [colours.main, colours.second, colours.spark][index] ?? colours.main,
        ),
      ),
    ) +
    ellipse([200, floor + 66], [190, 34], lighter(colours.second, 0.45)) +
    ellipse([200, floor + 66], [160, 26], lighter(colours.second, 0.6)) +
    place({ at: [WIDTH / 2 + between(-24, 8), floor + 44], scale: 1.06 }, sofa(sketch)) +
    place({ at: [48, floor + 40] }, lamp(sketch)) +
    place(
      { at: [358, floor + 50], scale: between(1.1, 1.4) },
      plant(sketch, { pot: lighter(colours.spark, 0.2), green: '#4f7f57' }),
    ) +
    '</g>'
  )
}

function sofa(sketch: Sketch): string {
  const { colours, random } = sketch
  const cloth = random.pick([colours.main, colours.second])
  const cushion = (x: number, colour: string, turn: number) =>
    place({ at: [x, -70], turn }, rect([-27, -27], [54, 54], sketch.lit(colour), 9))
  return (
    sketch.shadow([8, 2], [170, 18]) +
    rect([-112, -10], [10, 14], '#5a3d28') +
    rect([102, -10], [10, 14], '#5a3d28') +
    rect([-126, -132], [252, 100], sketch.lit(darker(cloth, 0.08)), 20) +
    rect([-118, -62], [118, 44], sketch.lit(cloth), 12) +
    rect([2, -62], [116, 44], sketch.lit(cloth), 12) +
    rect([-150, -94], [38, 88], sketch.tube(cloth), 17) +
    rect([112, -94], [38, 88], sketch.tube(cloth), 17) +
    rect([-122, -24], [244, 18], darker(cloth, 0.25), 6) +
    cushion(-84, colours.spark, -10) +
    cushion(84, lighter(colours.second, 0.45), 12)
  )
}

const lamp = (sketch: Sketch): string =>
  sketch.spot([0, -226], [130, 130], '#ffdf92') +
  sketch.shadow([4, 0], [40, 8]) +
  rect([-2.5, -200], [5, 200], '#54463a') +
  ellipse([0, -1], [28, 6], '#54463a') +
  path('M-26 -252H26L46 -190H-46Z', sketch.fall('#fff3d2', '#f0d49a'))
