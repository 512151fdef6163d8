/** Chromaticities of red, green, blue and white, and the curve of a channel, as books and standards give them. */
export type ProfileOrder = {
  name: string
  primaries: readonly [x: number, y: number][]
  white: keyof typeof WHITES
  curve: number | 'srgb' | 'rec709' | 'lstar'
  /** What the profile calls itself. */
  says?: string
  isSrgb?: boolean
}

const WHITES = {
  D65: [0.3127, 0.329],
  D50: [0.3457, 0.3585],
  C: [0.3101, 0.3162],
  E: [1 / 3, 1 / 3],
  DCI: [0.314, 0.351],
} as const

const REC709: ProfileOrder['primaries'] = [
  [0.64, 0.33],
  [0.3, 0.6],
  [0.15, 0.06],
]
const ADOBE: ProfileOrder['primaries'] = [
  [0.64, 0.33],
  [0.21, 0.71],
  [0.15, 0.06],
]
const P3: ProfileOrder['primaries'] = [
  [0.68, 0.32],
  [0.265, 0.69],
  [0.15, 0.06],
]
const WIDE: ProfileOrder['primaries'] = [
  [0.735, 0.265],
  [0.115, 0.826],
  [0.157, 0.018],
]

export const PROFILES: readonly ProfileOrder[] = [
  { name: 'sRGB', primaries: REC709, white: 'D65', curve: 'srgb', isSrgb: true },
  {
    name: 'sRGB under another name',
    primaries: REC709,
    white: 'D65',
    curve: 'srgb',
    says: 'Camera RGB',
    isSrgb: true,
  },
  {
    name: 'Adobe RGB under the name of sRGB',
    primaries: ADOBE,
    white: 'D65',
    curve: 2.2,
    says: 'sRGB IEC61966-2.1',
  },
  { name: 'Display P3', primaries: P3, white: 'D65', curve: 'srgb' },
  { name: 'DCI-P3', primaries: P3, white: 'DCI', curve: 2.6 },
  { name: 'Adobe RGB (1998)', primaries: ADOBE, white: 'D65', curve: 563 / 256 },
  {
    name: 'ProPhoto RGB',
    primaries: [
      [0.7347, 0.2653],
      [0.1596, 0.8404],
      [0.0366, 0.0001],
    ],
    white: 'D50',
    curve: 1.8,
  },
  {
    name: 'Apple RGB',
    primaries: [
      [0.625, 0.34],
      [0.28, 0.595],
      [0.155, 0.07],
    ],
    white: 'D65',
    curve: 1.8,
  },
  {
    name: 'ColorMatch RGB',
    primaries: [
      [0.63, 0.34],
      [0.295, 0.605],
      [0.15, 0.075],
    ],
    white: 'D50',
    curve: 1.8,
  },
  { name: 'Wide Gamut RGB', primaries: WIDE, white: 'D50', curve: 563 / 256 },
  { name: 'Rec. 709', primaries: REC709, white: 'D65', curve: 'rec709' },
  { name: 'sRGB with a gamma of 2.2', primaries: REC709, white: 'D65', curve: 2.2, says: 'sRGB' },
  { name: 'linear sRGB', primaries: REC709, white: 'D65', curve: 1, says: 'sRGB linear' },
  {
    name: 'Rec. 2020',
    primaries: [
      [0.708, 0.292],
      [0.17, 0.797],
      [0.131, 0.046],
    ],
    white: 'D65',
    curve: 'rec709',
  },
  {
    name: 'SMPTE-C',
    primaries: [
      [0.63, 0.34],
      [0.31, 0.595],
      [0.155, 0.07],
    ],
    white: 'D65',
    curve: 2.2,
  },
  {
    name: 'PAL/SECAM',
    primaries: [
      [0.64, 0.33],
      [0.29, 0.6],
      [0.15, 0.06],
    ],
    white: 'D65',
    curve: 2.2,
  },
  {
    name: 'NTSC (1953)',
    primaries: [
      [0.67, 0.33],
      [0.21, 0.71],
      [0.14, 0.08],
    ],
    white: 'C',
    curve: 2.2,
  },
  {
    name: 'CIE RGB',
    primaries: [
      [0.735, 0.265],
      [0.274, 0.717],
      [0.167, 0.009],
    ],
    white: 'E',
    curve: 2.2,
  },
  {
    name: 'Bruce RGB',
    primaries: [
      [0.64, 0.33],
      [0.28, 0.65],
      [0.15, 0.06],
    ],
    white: 'D65',
    curve: 2.2,
  },
  {
    name: 'Best RGB',
    primaries: [
      [0.7347, 0.2653],
      [0.215, 0.775],
      [0.13, 0.035],
    ],
    white: 'D50',
    curve: 2.2,
  },
  {
    name: 'Beta RGB',
    primaries: [
      [0.6888, 0.3112],
      [0.1986, 0.7551],
      [0.1265, 0.0352],
    ],
    white: 'D50',
    curve: 2.2,
  },
  {
    name: 'ECI RGB v2',
    primaries: [
      [0.67, 0.33],
      [0.21, 0.71],
      [0.14, 0.08],
    ],
    white: 'D50',
    curve: 'lstar',
  },
  {
    name: 'Ekta Space PS5',
    primaries: [
      [0.695, 0.305],
      [0.26, 0.7],
      [0.11, 0.005],
    ],
    white: 'D50',
    curve: 2.2,
  },
]

type Triple = readonly [number, number, number]
type Matrix = readonly [Triple, Triple, Triple]

const times = (m: Matrix, [a, b, c]: Triple): Triple => [
  m[0][0] * a + m[0][1] * b + m[0][2] * c,
  m[1][0] * a + m[1][1] * b + m[1][2] * c,
  m[2][0] * a + m[2][1] * b + m[2][2] * c,
]

const columns = ([a, b, c]: Matrix): Matrix => [
  [a[0], b[0], c[0]],
  [a[1], b[1], c[1]],
  [a[2], b[2], c[2]],
]

const product = (a: Matrix, b: Matrix): Matrix => {
  const [x, y, z] = columns(b)
  return columns([times(a, x), times(a, y), times(a, z)])
}

function inverse(m: Matrix): Matrix {
  const [[a, b, c], [d, e, f], [g, h, i]] = m
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
  const of = (value: number): number => value / det
  return [
    [of(e * i - f * h), of(c * h - b * i), of(b * f - c * e)],
    [of(f * g - d * i), of(a * i - c * g), of(c * d - a * f)],
    [of(d * h - e * g), of(b * g - a * h), of(a * e - b * d)],
  ]
}

const xyz = ([x, y]: readonly [number, number]): Triple => [x / y, 1, (1 - x - y) / y]

const BRADFORD: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
]
const D50: Triple = [0.9642, 1, 0.8249]

/** Red, green and blue in the colours of a print under D50, as profiles have them. */
function matrixOf({ primaries, white }: Pick<ProfileOrder, 'primaries' | 'white'>): Matrix {
  const [r, g, b] = primaries.map(xyz)
  if (!r || !g || !b) throw new Error('three primaries are needed')
  const own = columns([r, g, b])
  const from = xyz(WHITES[white])
  const [sr, sg, sb] = times(inverse(own), from)
  const scaled = columns([
    [r[0] * sr, r[1] * sr, r[2] * sr],
    [g[0] * sg, g[1] * sg, g[2] * sg],
    [b[0] * sb, b[1] * sb, b[2] * sb],
  ])
  const [cone, target] = [times(BRADFORD, from), times(BRADFORD, D50)]
  const scale: Matrix = [
    [target[0] / cone[0], 0, 0],
    [0, target[1] / cone[1], 0],
    [0, 0, target[2] / cone[2]],
  ]
  return product(product(product(inverse(BRADFORD), scale), BRADFORD), scaled)
}

/** The light of a value between 0 and 1. */
function light(curve: ProfileOrder['curve'], value: number): number {
  if (typeof curve === 'number') return value ** curve
  if (curve === 'srgb') return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  if (curve === 'rec709')
    return value < 0.081 ? value / 4.5 : ((value + 0.099) / 1.099) ** (1 / 0.45)
  return value <= 0.08 ? (value * 100) / 903.2963 : ((value + 0.16) / 1.16) ** 3
}

const unlight = (value: number): number =>
  value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055

/** The colour in sRGB, 0 to 255, by the formulas alone. */
export function toSrgb(order: ProfileOrder, colour: readonly number[]): number[] {
  const [r = 0, g = 0, b = 0] = colour.map((value) => light(order.curve, value / 255))
  const own = times(matrixOf(order), [r, g, b])
  const linear = times(inverse(matrixOf({ primaries: REC709, white: 'D65' })), own)
  return linear.map((value) => Math.round(255 * unlight(Math.min(1, Math.max(0, value)))))
}

/** An ICC profile of version 2 with three columns and a table of 1,024 values for each channel. */
export function makeProfile(order: ProfileOrder): Buffer {
  const [red, green, blue] = columns(matrixOf(order))
  const says = Buffer.from(`${order.says ?? order.name}\0`, 'latin1')
  const desc = Buffer.concat([
    Buffer.from('desc\0\0\0\0'),
    u32(says.length),
    says,
    Buffer.alloc(78),
  ])
  const points = 1_024
  const table = Buffer.alloc(points * 2)
  for (let at = 0; at < points; at += 1)
    table.writeUInt16BE(Math.round(65_535 * light(order.curve, at / (points - 1))), at * 2)
  const curve = Buffer.concat([Buffer.from('curv\0\0\0\0'), u32(points), table])
  const position = ([x, y, z]: Triple): Buffer =>
    Buffer.concat([
      Buffer.from('XYZ \0\0\0\0'),
      ...[x, y, z].map((v) => u32(Math.round(v * 65_536))),
    ])
  const tags: [string, Buffer][] = [
    ['desc', desc],
    ['cprt', Buffer.from('text\0\0\0\0none\0')],
    ['wtpt', position(D50)],
    ['rXYZ', position(red)],
    ['gXYZ', position(green)],
    ['bXYZ', position(blue)],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ]
  let at = 128 + 4 + tags.length * 12
  const [entries, parts]: [Buffer[], Buffer[]] = [[], []]
  for (const [name, data] of tags) {
    const padded = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)])
    entries.push(Buffer.concat([Buffer.from(name), u32(at), u32(data.length)]))
    parts.push(padded)
    at += padded.length
  }
  const header = Buffer.alloc(128)
  header.writeUInt32BE(at, 0)
  header.writeUInt32BE(0x02400000, 8)
  header.write('mntrRGB XYZ ', 12, 'latin1')
  header.write('acsp', 36, 'latin1')
  header.set(position(D50).subarray(8), 68)
  return Buffer.concat([header, u32(tags.length), ...entries, ...parts])
}

function u32(value: number): Buffer {
  const data = Buffer.alloc(4)
  data.writeInt32BE(value | 0)
  return data
}
