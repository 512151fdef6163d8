import { z } from 'zod'
import { DEFAULT_GRAPH_VERSION } from '../ages/graph-versions.ts'
import { setting } from './setting.ts'
import { list } from './types.ts'

const url = (usual: string) =>
  z.url({ protocol: /^https?$/, error: 'expected https://host/path' }).default(usual)

/** Rights of Facebook Login that gramd may request in addition to those for reading. */
export const EXTRA_RIGHTS = [
  'instagram_content_publish',
  'instagram_manage_comments',
  'instagram_manage_contents',
  'business_management',
  'pages_manage_metadata',
] as const

export const graphSettings = {
  metaAppId: setting(
    'META_APP_ID',
    z.string().regex(/^\d+$/, 'expected the digits of an app id').optional(),
    'Id of your Meta app, for connecting accounts with Facebook Login (docs/own-accounts.md). ' +
      'Without it that login is not offered.',
  ),
  metaAppSecret: setting(
    'META_APP_SECRET',
    z.string().min(16, 'expected the app secret').optional(),
    'Secret of your Meta app.',
    { isSecret: true },
  ),
  instagramAppId: setting(
    'INSTAGRAM_APP_ID',
    z.string().regex(/^\d+$/, 'expected the digits of an app id').optional(),
    'Id of the Instagram app inside your Meta app, for connecting accounts with Instagram ' +
      'Login. Without it that login is not offered.',
  ),
  instagramAppSecret: setting(
    'INSTAGRAM_APP_SECRET',
    z.string().min(16, 'expected the app secret').optional(),
    'Secret of the Instagram app.',
    { isSecret: true },
  ),
  metaLoginConfigId: setting(
    'META_LOGIN_CONFIG_ID',
    z.string().regex(/^\d+$/, 'expected the digits of a configuration').optional(),
    'Configuration of Facebook Login for Business, which then decides the rights instead of gramd.',
  ),
  metaExtraRights: setting(
    'META_EXTRA_RIGHTS',
    list.pipe(z.array(z.enum(EXTRA_RIGHTS))).prefault(''),
    'Rights that gramd asks for beyond reading posts and their metrics, separated by commas: ' +
      `${EXTRA_RIGHTS.join(', ')}. Only what you use: Meta withdraws rights that an app leaves ` +
      'unused.',
  ),
  graphApiVersion: setting(
    'GRAPH_API_VERSION',
    z
      .string()
      .regex(/^v\d+\.\d+$/, 'expected a version, as in v25.0')
      .default(DEFAULT_GRAPH_VERSION),
    "Version of Meta's Graph API. Meta ends each about two years after the release of the " +
      'next one; gramd doctor says when (docs/own-accounts.md).',
  ),
  metaDialogUrl: setting(
    'META_DIALOG_URL',
    url('https://www.facebook.com'),
    'Base URL of the dialog of Facebook Login.',
  ),
  graphFacebookUrl: setting(
    'GRAPH_FACEBOOK_URL',
    url('https://graph.facebook.com'),
    'Base URL of the Graph API for Facebook Login.',
  ),
  instagramAuthUrl: setting(
    'INSTAGRAM_AUTH_URL',
    url('https://www.instagram.com'),
    'Base URL of the dialog of Instagram Login.',
  ),
  instagramApiUrl: setting(
    'INSTAGRAM_API_URL',
    url('https://api.instagram.com'),
    'Base URL where Instagram Login exchanges codes for tokens.',
  ),
  graphInstagramUrl: setting(
    'GRAPH_INSTAGRAM_URL',
    url('https://graph.instagram.com'),
    'Base URL of the Graph API for Instagram Login.',
  ),
  graphUploadUrl: setting(
    'GRAPH_UPLOAD_URL',
    url('https://rupload.facebook.com'),
    'Base URL where videos are uploaded.',
  ),
}

const APPS = [
  ['metaAppId', 'metaAppSecret'],
  ['instagramAppId', 'instagramAppSecret'],
] as const
type AppSetting = (typeof APPS)[number][number]

/** Returns apps with an id but no secret, or the other way round. */
export const halfApps = (values: Partial<Record<AppSetting, unknown>>) =>
  APPS.flatMap(([id, secret]) => [
    { missing: id, present: secret },
    { missing: secret, present: id },
  ]).filter(
    ({ missing, present }) => values[missing] === undefined && values[present] !== undefined,
  )
