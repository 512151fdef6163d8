import { html, raw } from 'hono/html'

const TRIANGLE = '<path d="M8 2 14.6 13.8H1.4ZM8 6.6v3.2m0 2v.1"/>'

/** The icons, 16 × 16, drawn with strokes: states differ by shape as well as by colour. */
const ICONS = {
  pending: '<circle cx="8" cy="8" r="6"/><path d="M8 4.6V8l2.4 1.5"/>',
  running: '<circle cx="8" cy="8" r="6" opacity=".3"/><path d="M8 2a6 6 0 0 1 6 6"/>',
  done: '<path d="m3 8.5 3.3 3.3L13 4.7"/>',
  failed: TRIANGLE,
  warning: TRIANGLE,
  cancelled: '<circle cx="8" cy="8" r="6"/><path d="m3.9 12.1 8.2-8.2"/>',
  resting: '<path d="M13.4 9.6A5.8 5.8 0 1 1 6.4 2.6a4.6 4.6 0 0 0 7 7Z"/>',
  person:
    '<path d="M4 8V4.2a1.1 1.1 0 0 1 2.2 0V7m0-3.6V2.9a1.1 1.1 0 0 1 2.2 0V7m0-3.4a1.1 1.1 0 ' +
    '0 1 2.2 0V8m0-2a1.1 1.1 0 0 1 2.2 0v3.6A4.6 4.6 0 0 1 8.2 14 5 5 0 0 1 4 11.4L2.6 9a1 1 ' +
    '0 0 1 1.6-1.1"/>',
  home: '<path d="M2.4 7.4 8 2.6l5.6 4.8M4 6.2v7.2h8V6.2M6.6 13.4V9.6h2.8v3.8"/>',
  menu: '<path d="M2.5 4.2h11M2.5 8h11M2.5 11.8h11"/>',
  plus: '<path d="M8 3v10M3 8h10"/>',
  overview: '<path d="M2.5 9.5v-7h4.5v7zM9 6V2.5h4.5V6zM9 13.5V8.5h4.5v5zM2.5 13.5V12H7v1.5z"/>',
  tasks: '<path d="m2 4.2 1.2 1.2L5.4 3M2 11.2l1.2 1.2L5.4 10M8 4.3h6M8 11.3h6"/>',
  profile: '<circle cx="8" cy="5.4" r="2.9"/><path d="M2.6 14a5.5 5.5 0 0 1 10.8 0"/>',
  users:
    '<circle cx="6" cy="5.6" r="2.6"/><path d="M1.5 13.6a4.6 4.6 0 0 1 9 0M10.4 3.2a2.5 2.5 0 ' +
    '0 1 0 4.7m1.4 2a4.3 4.3 0 0 1 2.8 3.7"/>',
  key: '<circle cx="5" cy="11" r="2.9"/><path d="m7.2 8.8 6-6M10.6 5.4l2 2"/>',
  audit: '<path d="M3.5 2h6l3 3v9h-9zM9.5 2v3h3M5.8 8.3h4.4M5.8 11h4.4"/>',
  accounts:
    '<rect x="2" y="3" width="12" height="10" rx="2"/><circle cx="6" cy="7" r="1.6"/><path ' +
    'd="M3.8 11.2a2.6 2.6 0 0 1 4.4 0M10.2 6.5h2M10.2 9h2"/>',
  proxies:
    '<circle cx="3.6" cy="8" r="1.8"/><circle cx="12.4" cy="3.8" r="1.8"/><circle cx="12.4" ' +
    'cy="12.2" r="1.8"/><path d="m5.2 7.2 5.6-2.6M5.2 8.8l5.6 2.6"/>',
  creators:
    '<rect x="2.2" y="2.2" width="11.6" height="11.6" rx="3.4"/><circle cx="8" cy="8" ' +
    'r="2.7"/><path d="M11.3 4.7v.05"/>',
  lists: '<path d="M5.5 4h8.2M5.5 8h8.2M5.5 12h8.2M2.3 4v.05M2.3 8v.05M2.3 12v.05"/>',
  compare: '<path d="M5.4 2.5v11M10.6 2.5v11M2.4 5.5h3M10.6 5.5h3M2.4 10.5h3M10.6 10.5h3"/>',
  projects: '<path d="M2.2 6.6h11.6v7H2.2ZM2.2 6.6l.8-3.4 11 .6M5.6 3.4l1.5 3.1M9.4 3.6l1.5 2.9"/>',
  shop:
    '<path d="M2.5 6.5v7h11v-7M1.8 6.5l1.4-4h9.6l1.4 4a1.9 1.9 0 0 1-3.1.8 2.2 2.2 0 0 1-3.1 0 ' +
    '2.2 2.2 0 0 1-3.1 0 1.9 1.9 0 0 1-3.1-.8ZM6.4 13.5V10h3.2v3.5"/>',
  draft: '<path d="M3.5 2h6l3 3v3M3.5 2v12h4M9.5 2v3h3M9 12.2l4-4 1.4 1.4-4 4-1.8.4Z"/>',
  product: '<path d="m8 1.8 5.8 3v6.4L8 14.2l-5.8-3V4.8ZM2.2 4.8 8 7.9l5.8-3.1M8 7.9v6.3"/>',
  publish: '<path d="M14 2 7.2 8.8M14 2 9.8 14l-2.6-5.2L2 6.2Z"/>',
  reels:
    '<rect x="2.2" y="2.2" width="11.6" height="11.6" rx="2.4"/><path d="M2.2 5.6h11.6M5.2 ' +
    '2.4l1.8 3.2M9.2 2.4 11 5.6M6.8 8v3.6L10 9.8Z"/>',
  connected:
    '<path d="M6.6 9.4 9.4 6.6M7.2 4.9l1.6-1.6a2.8 2.8 0 0 1 4 4l-1.6 1.6M8.8 11.1l-1.6 ' +
    '1.6a2.8 2.8 0 0 1-4-4l1.6-1.6"/>',
  discovery: '<circle cx="8" cy="8" r="6"/><path d="m10.6 5.4-1.6 3.6-3.6 1.6L7 7Z"/>',
  relations:
    '<circle cx="4.4" cy="8" r="2.4"/><circle cx="11.6" cy="8" r="2.4"/><path d="M6.8 8h2.4"/>',
  batches: '<path d="m8 2 6 3-6 3-6-3Zm-6 6 6 3 6-3M2 11l6 3 6-3"/>',
  bell: '<path d="M3 11.5h10l-1.3-1.8V7a3.7 3.7 0 0 0-7.4 0v2.7ZM6.6 13.8h2.8"/>',
  schedule:
    '<rect x="2.2" y="3.2" width="11.6" height="10.4" rx="1.6"/><path d="M2.2 6.6h11.6M5.4 ' +
    '1.8v2.6M10.6 1.8v2.6"/>',
  categories: '<path d="M2.4 2.4h5l6.2 6.2-5 5-6.2-6.2ZM5.2 5.2v.05"/>',
  settings:
    '<circle cx="8" cy="8" r="2.2"/><path d="M8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 ' +
    '5M11 11l1.4 1.4M3.6 12.4 5 11M11 5l1.4-1.4"/>',
  chart: '<path d="M2.5 13.6h11M4 11V8M8 11V3.4M12 11V6"/>',
  before: '<path d="m10 3-5 5 5 5"/>',
  after: '<path d="m6 3 5 5-5 5"/>',
  more: '<path d="M3.5 8v.05M8 8v.05M12.5 8v.05" stroke-width="2.4"/>',
  grip: '<path d="M6 4v.05M10 4v.05M6 8v.05M10 8v.05M6 12v.05M10 12v.05" stroke-width="2.2"/>',
  search: '<circle cx="7" cy="7" r="4.6"/><path d="m10.5 10.5 3.4 3.4"/>',
  rise: '<path d="M8 4.5 12.5 12h-9Z"/>',
  fall: '<path d="M8 11.5 3.5 4h9Z"/>',
  undo: '<path d="M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M3 6.5 6 3.5M3 6.5l3 3"/>',
  gone: '<path d="M2.6 4.4h10.8M6 4.4V2.6h4v1.8M4 4.4l.6 9h6.8l.6-9"/>',
  flag: '<path d="M3.5 14V2.5h8.6L10.4 6l1.7 3.5H3.5"/>',
  info: '<circle cx="8" cy="8" r="6"/><path d="M8 7.4v3.4M8 5.2v.05"/>',
  play: '<path d="M4.6 3v10L13 8Z"/>',
  paused: '<path d="M5.5 3.5v9M10.5 3.5v9"/>',
  globe:
    '<circle cx="8" cy="8" r="6"/><path d="M2 8h12M8 2c2 1.8 2.6 3.8 2.6 6S10 12.2 8 14C6 12.2 ' +
    '5.4 10.2 5.4 8S6 3.8 8 2Z"/>',
  close: '<path d="m4 4 8 8M12 4l-8 8"/>',
  earlier: '<path d="M12.5 8h-9M7 4 3 8l4 4"/>',
  later: '<path d="M3.5 8h9M9 4l4 4-4 4"/>',
  heart: '<path d="M8 13.4S2 10 2 6a3.1 3.1 0 0 1 6-1 3.1 3.1 0 0 1 6 1c0 4-6 7.4-6 7.4Z"/>',
  comment: '<path d="M13.8 8A5.8 5.8 0 1 0 11 12.9l2.6.7-.7-2.4A5.7 5.7 0 0 0 13.8 8Z"/>',
  bookmark: '<path d="M4 2.5h8v11L8 10.6l-4 2.9Z"/>',
  unknown: '<circle cx="8" cy="8" r="6"/><path d="M6.2 6.4A1.9 1.9 0 1 1 8 8.7v.4m0 2v.05"/>',
} as const

export type IconName = keyof typeof ICONS

/** An icon beside a word that says the same. */
export const icon = (name: IconName) =>
  html`<svg class="shape" viewBox="0 0 16 16" aria-hidden="true">${raw(ICONS[name])}</svg>`
