import { darker, lighter } from '../colours.ts'
import { circle, ellipse, path, place, rect, repeat, stroke } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'

/** A child's room: a bear, a rainbow, wooden blocks. */
export function nursery(sketch: Sketch): string {
  const { between, colours, height, random } = sketch
  const floor = height * between(0.72, 0.8)
  const isLeft = random.chance(0.5)
  const side = (x: number) => (isLeft ? x : WIDTH - x)
  return (
    sketch.fill(sketch.slant(lighter(colours.ground, 0.6), lighter(colours.ground, 0.1))) +
    repeat(26, (index) =>
      circle(
        [(index % 6) * 76 + (Math.floor(index / 6) % 2) * 38, Math.floor(index / 6) * 84 + 34],
        4,
        `${colours.second}55`,
      ),
    ) +
    tent(sketch, side(between(250, 300)), floor) +
    rect([-20, floor], [WIDTH + 40, height], sketch.fall('#dcbd94', '#b8946a')) +
    ellipse([WIDTH / 2, floor + 58], [180, 36], lighter(colours.main, 0.5)) +
    place({ at: [side(320), floor + 56], scale: 1.05 }, rainbow(sketch)) +
    place({ at: [side(between(110, 160)), floor + 62], scale: between(1.15, 1.4) }, bear(sketch)) +
    place({ at: [side(250), floor + 84] }, blocks(sketch))
  )
}

const tent = (sketch: Sketch, x: number, floor: number): string =>
  stroke(
    `M${x - 20} ${floor - 290}L${x + 110} ${floor + 10}M${x + 20} ${floor - 290}L${x - 110} ${floor + 10}`,
    '#8a623d',
    6,
  ) +
  path(
    `M${x} ${floor - 250}L${x + 104} ${floor + 6}H${x - 104}Z`,
    sketch.slant(lighter(sketch.colours.second, 0.55), lighter(sketch.colours.second, 0.2)),
  ) +
  path(
    `M${x} ${floor - 180}Q${x - 10} ${floor - 60} ${x - 50} ${floor + 6}H${x + 50}` +
      `Q${x + 10} ${floor - 60} ${x} ${floor - 180}Z`,
    darker(sketch.colours.second, 0.4),
  )

function bear(sketch: Sketch): string {
  const fur = sketch.random.pick(['#b98152', '#d9b48a', '#8f6243'])
  const paw = (x: number, y: number, size: number) =>
    circle([x, y], size, sketch.ball(fur)) + circle([x, y + 2], size * 0.55, lighter(fur, 0.45))
  return (
    sketch.shadow([8, 4], [88, 14]) +
    ellipse([0, -44], [48, 52], sketch.ball(fur)) +
    ellipse([0, -38], [30, 34], lighter(fur, 0.4)) +
    paw(-48, -8, 22) +
    paw(48, -8, 22) +
    ellipse([-50, -62], [15, 30], sketch.ball(fur)) +
    ellipse([50, -62], [15, 30], sketch.ball(fur)) +
    paw(-34, -152, 17) +
    paw(34, -152, 17) +
    circle([0, -116], 46, sketch.ball(fur)) +
    ellipse([0, -102], [22, 17], lighter(fur, 0.55)) +
    ellipse([0, -109], [8, 6], '#33241c') +
    stroke('M0 -102q-8 8 -13 2M0 -102q8 8 13 2', '#33241c', 2.6) +
    circle([-17, -124], 4.6, '#33241c') +
    circle([17, -124], 4.6, '#33241c') +
    path('M0 -72L-26 -84V-58ZM0 -72L26 -84V-58Z', sketch.colours.main) +
    circle([0, -71], 7, darker(sketch.colours.main, 0.2))
  )
}

const rainbow = (sketch: Sketch): string => {
  const { main, spark, second } = sketch.colours
  return [main, spark, second]
    .map((colour, index) => {
      const radius = 72 - index * 21
      return stroke(`M${-radius} 0A${radius} ${radius} 0 0 1 ${radius} 0`, colour, 19)
    })
    .join('')
}

const blocks = (sketch: Sketch): string =>
  [
    [-30, 0],
    [26, 4],
    [-2, -46],
  ]
    .map(([x = 0, y = 0], index) => {
      const { main, spark, second } = sketch.colours
      const colour = [spark, second, main][index] ?? main
      return place(
        { at: [x, y], turn: sketch.between(-8, 8) },
        rect([-23, -46], [46, 46], sketch.lit(colour), 5),
        index === 0
          ? circle([0, -23], 12, lighter(colour, 0.6))
          : rect([-10, -33], [20, 20], lighter(colour, 0.6), 3),
      )
    })
    .join('')
