import { ages } from './ages.ts'

const GUIDE = 'Meta, Instagram Platform, Content Publishing and IG User Media'
const CONFIRMED = `${GUIDE}; confirmed by the documentation of schedulers`
const SCHEDULERS = 'reports of schedulers, and news pages of December 2025'
const PRIVATE_APP = 'the private API, as clients of the app of 2024 and 2026 send it'

export type PlatformLimit = {
  variable: string
  usual: number
  about: string
  source: string
  /** Day (YYYY-MM-DD) of the source's version that the number was compared with. */
  checkedOn: string
  /** The minimum and maximum of the setting. */
  range: readonly [least: number, most: number]
  isWhole?: true
}

const limit = (
  variable: string,
  usual: number,
  about: string,
  more: Partial<Omit<PlatformLimit, 'variable' | 'usual' | 'about'>> & Pick<PlatformLimit, 'range'>,
): PlatformLimit => ({ variable, usual, about, source: GUIDE, checkedOn: '2026-09-11', ...more })

const whole = (least: number, most: number) => ({ range: [least, most], isWhole: true }) as const
const NEWEST = { checkedOn: '2026-11-25' }

/** Instagram's limits of a post, with the source of each number. Each is a setting. */
export const PLATFORM_LIMITS = {
  captionMaxCharacters: limit(
    'GRAMD_CAPTION_MAX_CHARACTERS',
    2_200,
    'Accounts are skipped for a post whose caption has more characters.',
    whole(1, 10_000),
  ),
  captionHashtagsWarning: limit(
    'GRAMD_CAPTION_HASHTAGS_WARNING',
    5,
    'gramd warns of a caption with more hashtags: the Instagram app accepts 5 since December ' +
      '2025, and it is unknown what its API does with 6 to 30.',
    { ...whole(0, 100), ...NEWEST, source: SCHEDULERS },
  ),
  captionMaxHashtags: limit(
    'GRAMD_CAPTION_MAX_HASHTAGS',
    30,
    'Accounts are skipped for a post whose caption has more hashtags.',
    { ...whole(0, 100), ...NEWEST },
  ),
  captionMentionsWarning: limit(
    'GRAMD_CAPTION_MENTIONS_WARNING',
    3,
    'gramd warns of a caption with more mentions: by reports Instagram takes 3, and its ' +
      'documentation says 20.',
    { ...whole(0, 100), ...NEWEST, source: SCHEDULERS },
  ),
  captionMaxMentions: limit(
    'GRAMD_CAPTION_MAX_MENTIONS',
    20,
    'Accounts are skipped for a post whose caption has more mentions.',
    whole(0, 100),
  ),
  carouselMaxFiles: limit(
    'GRAMD_CAROUSEL_MAX_FILES',
    10,
    'Maximum number of files of a carousel; the app takes 20, the API 10.',
    { ...whole(2, 20), ...NEWEST, source: CONFIRMED },
  ),
  quotaPosts: limit(
    'GRAMD_META_POSTS_PER_DAY',
    50,
    'Posts of a connected account within 24 hours when Meta does not say its quota; the pages ' +
      'of Meta say 50 and 100.',
    {
      ...whole(1, 100),
      ...NEWEST,
      source: 'documentation of schedulers (50), and pages of Meta (50 and 100)',
    },
  ),
  pictureMinRatio: limit(
    'GRAMD_PICTURE_MIN_RATIO',
    0.8,
    'Smallest ratio of width to height of a picture: 0.8 is 4:5.',
    { range: [0.1, 1], ...NEWEST, source: CONFIRMED },
  ),
  pictureMaxRatio: limit(
    'GRAMD_PICTURE_MAX_RATIO',
    1.91,
    'Largest ratio of width to height of a picture.',
    { range: [1, 10], ...NEWEST, source: CONFIRMED },
  ),
  pictureMinWidth: limit(
    'GRAMD_PICTURE_MIN_WIDTH',
    320,
    'Smallest width of a picture, in pixels; gramd enlarges one of at least half of it.',
    whole(1, 1_080),
  ),
  pictureMaxWidth: limit(
    'GRAMD_PICTURE_MAX_WIDTH',
    1_440,
    'Largest width of a picture, in pixels; gramd shrinks a wider one.',
    whole(1_080, 12_000),
  ),
  pictureMaxMegabytes: limit(
    'GRAMD_PICTURE_MAX_MB',
    8,
    'Largest file of a picture, in MB of 1,000,000 bytes; gramd compresses a larger one.',
    { range: [1, 50] },
  ),
  videoMaxMegabytes: limit(
    'GRAMD_VIDEO_MAX_MB',
    300,
    'Largest file of a video, in MB of 1,000,000 bytes.',
    { range: [1, 1_000] },
  ),
  videoMaxWidth: limit(
    'GRAMD_VIDEO_MAX_WIDTH',
    1_920,
    'Largest width of a video, in pixels.',
    whole(320, 8_192),
  ),
  videoMinFrameRate: limit(
    'GRAMD_VIDEO_MIN_FRAME_RATE',
    23,
    'Smallest number of frames a second of a video.',
    { range: [1, 60] },
  ),
  videoMaxFrameRate: limit(
    'GRAMD_VIDEO_MAX_FRAME_RATE',
    60,
    'Largest number of frames a second of a video.',
    { range: [23, 240] },
  ),
  videoMaxMbits: limit(
    'GRAMD_VIDEO_MAX_MBITS',
    25,
    'Largest bit rate of the pictures of a video, in Mbit/s.',
    { range: [1, 1_000] },
  ),
  videoMinMs: limit(
    'GRAMD_VIDEO_MIN_LENGTH_SECONDS',
    3,
    'Shortest video, in seconds; for a reel by the private API ' +
      'GRAMD_PRIVATE_REEL_MIN_LENGTH_SECONDS applies.',
    { range: [0, 60] },
  ),
  videoMaxMs: limit(
    'GRAMD_VIDEO_MAX_LENGTH_SECONDS',
    900,
    'Longest video by the official API, in seconds.',
    { range: [1, 7_200] },
  ),
  privateReelMinMs: limit(
    'GRAMD_PRIVATE_REEL_MIN_LENGTH_SECONDS',
    0.5,
    'Shortest reel by the private API, in seconds.',
    { range: [0, 60], source: PRIVATE_APP },
  ),
  privateVideoMaxMs: limit(
    'GRAMD_PRIVATE_VIDEO_MAX_LENGTH_SECONDS',
    600,
    'Longest video by the private API, in seconds.',
    { range: [1, 7_200], source: PRIVATE_APP },
  ),
  privateVideoMinRatio: limit(
    'GRAMD_PRIVATE_VIDEO_MIN_RATIO',
    0.562,
    'Smallest ratio of width to height of a video by the private API.',
    { range: [0.01, 1], source: PRIVATE_APP },
  ),
  privateVideoMaxRatio: limit(
    'GRAMD_PRIVATE_VIDEO_MAX_RATIO',
    1.91,
    'Largest ratio of width to height of a video by the private API.',
    { range: [1, 10], source: PRIVATE_APP },
  ),
} as const satisfies Record<string, PlatformLimit>

export type LimitName = keyof typeof PLATFORM_LIMITS
/** The limits of this installation; times in milliseconds. */
export type PlatformLimits = Readonly<Record<LimitName, number>>

export const LIMIT_NAMES = Object.keys(PLATFORM_LIMITS) as LimitName[]

/** The same limits as facts that age. */
export const LIMITS_THAT_AGE = ages<number, string>(
  {
    title: 'Limits of Instagram',
    about: 'What Instagram accepts in a post. Each limit is the default of a setting.',
    checkedOn: '2026-09-11',
    source: GUIDE,
    alert: null,
    pages: '`gramd posts limits`, and the violations and flags of posts, which name the source',
    remedy: 'change the setting to what Instagram now accepts',
    show: String,
  },
  Object.fromEntries(
    Object.values(PLATFORM_LIMITS).map(({ variable, usual, source, checkedOn }) => [
      variable,
      { value: usual, source, checkedOn },
    ]),
  ),
)
