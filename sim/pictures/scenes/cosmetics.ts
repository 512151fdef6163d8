import { darker, lighter } from '../colours.ts'
import { ellipse, path, place, rect, repeat } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'
import { leaf } from '../things.ts'

/** Bottles and jars on a stand below an arch. */
export function cosmetics(sketch: Sketch): string {
  const { between, colours, height, random } = sketch
  const floor = height * between(0.72, 0.8)
  const shapes = random.sample([pump, jar, tube, dropper, lipstick], 4)
  const spots = [
    [-116, 0],
    [-46, -44],
    [40, -44],
    [118, 4],
  ] as const
  const tints = [colours.main, '#f3e6d8', colours.second, colours.spark]
  return (
    sketch.fill(sketch.slant(lighter(colours.main, 0.72), lighter(colours.main, 0.45))) +
    path(
      `M74 ${floor}V${height * 0.42}Q74 ${height * 0.14} 200 ${height * 0.14}Q326 ${height * 0.14} ` +
        `326 ${height * 0.42}V${floor}Z`,
      sketch.fall(lighter(colours.second, 0.5), lighter(colours.second, 0.2)),
    ) +
    rect(
      [-20, floor],
      [WIDTH + 40, height],
      sketch.fall(lighter(colours.ground, 0.3), darker(colours.ground, 0.08)),
    ) +
    repeat(7, (index) =>
      place(
        { at: [random.pick([26, 374]), floor], turn: -54 + index * 18 },
        leaf(sketch, between(90, 150), 15, index % 2 === 0 ? '#7f9c72' : '#5f8563'),
      ),
    ) +
    place(
      { at: [WIDTH / 2, floor + 40] },
      sketch.shadow([12, 4], [150, 26]),
      rect([-92, -40], [184, 42], sketch.tube(lighter(colours.ground, 0.5))),
      ellipse([0, 2], [92, 12], darker(colours.ground, 0.08)),
      ellipse([0, -40], [92, 12], lighter(colours.ground, 0.7)),
      ...spots.map(([x, y], index) =>
        place(
          { at: [x + between(-5, 5), y], scale: between(0.98, 1.2) },
          sketch.shadow([8, 0], [44, 9]),
          shapes[index]?.(sketch, tints[index] ?? '#f3e6d8') ?? '',
        ),
      ),
    )
  )
}

const label = (y: number, half: number): string =>
  rect([-half, y], [2 * half, 34], '#fffaf0cc', 2) +
  rect([-half + 6, y + 9], [half, 3], '#6d5a50') +
  rect([-half + 6, y + 18], [half * 1.4, 3], '#b7a79b')

const pump = (sketch: Sketch, c: string): string =>
  rect([-32, -122], [64, 124], sketch.tube(c), 12) +
  rect([-10, -142], [20, 22], sketch.tube('#3c3733')) +
  path('M-26 -154H14Q18 -154 18 -150V-142H-20Q-26 -144 -26 -154Z', '#3c3733') +
  label(-84, 22)

const jar = (sketch: Sketch, c: string): string =>
  rect([-44, -48], [88, 50], sketch.tube(lighter(c, 0.2)), 12) +
  rect([-46, -68], [92, 24], sketch.tube('#d6b26a'), 5) +
  label(-40, 26)

const tube = (sketch: Sketch, c: string): string =>
  path('M-30 -20L-36 -152H36L30 -20Z', sketch.tube(c)) +
  rect([-36, -158], [72, 10], darker(c, 0.2), 2) +
  rect([-24, -22], [48, 24], sketch.tube('#f6f0e6'), 4) +
  label(-116, 20)

const dropper = (sketch: Sketch, c: string): string =>
  rect([-28, -82], [56, 84], sketch.tube(darker(c, 0.35)), 9) +
  rect([-12, -104], [24, 24], sketch.tube('#d6b26a'), 2) +
  rect([-8, -140], [16, 40], sketch.tube('#46403c'), 8) +
  label(-60, 20)

const lipstick = (sketch: Sketch, c: string): string =>
  path('M-13 -70V-106Q4 -132 13 -110V-70Z', sketch.tube(darker(c, 0.1))) +
  rect([-16, -74], [32, 26], sketch.tube('#d6b26a'), 2) +
  rect([-20, -50], [40, 52], sketch.tube('#2f2b2f'), 4)
