import type { BackupHeader } from '../backup/backup-format.ts'

/** The commit whose databases come along; its schema is that of every file below. */
export const PRE_1_COMMIT = '7ede3b95'

/** The migrations of that commit: a backup of it names each with its checksum. */
const PRE_1_MIGRATIONS: ReadonlyMap<string, string> = new Map([
  ['0001_db.sql', '3c6b9c1f94c8c51b89e75adbfe46235f7a7014855fd94f08ac83d20b45cbd2d4'],
  ['0002_queue.sql', 'e21974a2c8c5cb412d8a0f1f18b90264a6dae45f685c9ea02c0a29ac51718327'],
  ['0003_scheduler.sql', '9b5706ef0334bbc41211c08523c3945c8b83aa9ce185b41537b0c0cdcbdc6e04'],
  ['0004_http.sql', '333505beeaee584f1386fd7afb7a787e3c2a75a33850012610299b29567a8861'],
  ['0005_alerts.sql', 'd9d78e1833280900500b6be4a6f03bed56663670ffd3c31f6ca77e0aa2b6bced'],
  ['0006_pool.sql', '855bf77766666427c04fa087b4e669ba661f9a377365f2c93a01fb0396fcfa4c'],
  ['0007_ai.sql', 'cd5fd283644f8fc8ca03c066fd56045d84a442f3d74f1c47fdb6a134e1ac622c'],
  ['0008_scrape.sql', '729683c9b9dad08777a6f64200bf8766bde2233f947f496efca56c4e25952d9c'],
  ['0009_analyze.sql', '4d6772d11588a44cc5027ee00df82dd9c47c032f1b8d2a8d59cf6feddb9f47a6'],
  ['0010_categories.sql', '3ad85ef6c86d31f12c94083ce9962d9fcf8c1e66fc892864a9b34c515bf7da0a'],
  ['0011_discover.sql', 'addc0bea3d3a418c70baa74496a30e6b24b69257b6ccf3d08a6be9d5712acc96'],
  ['0012_lists.sql', '41f1ad14a5b2ea2172c37fbcdd31bee852e0d8930290db63762007d1939250bc'],
  ['0013_relations.sql', 'b7a609cf3825f7b556d28020b125e12e57b7ccb84183325d07e5b59c0c9691f6'],
  ['0014_pairs.sql', '3934cc5de546280d943446866d8293b97df96e1b1336d9ca4dc19afb95c8c78b'],
  ['0015_erase.sql', 'fd3969e03bc8ca7438d7faa7abfc69e6423acd2dfa21fad00d3859b28d629dce'],
  ['0016_users.sql', 'dc6af5bf65a7ea01619d9a4405e7c2487180030293fdede665b33f1b05117c01'],
  ['0017_media.sql', '0524bea134ddaa71fd4d01776fee7ab58d73eea1b010a085052ae39fe6eee50e'],
  ['0018_views.sql', 'baa48c0dd737caffe5937ef6a2d1f804429653582466e85adec32aee70d3afd5'],
  ['0019_connections.sql', 'acc660652e0521fb1327f4002929211cf2e7699c99df6ddbb7ba2d7a00be5317'],
  ['0020_own-media.sql', 'b25be486a3b336f4ed7f136f9421ad5338824169f1c0ea446dbb3341dc3934ee'],
  ['0021_projects.sql', 'ccb292567f95e5ae43a139098875066abd13cb4e05264948177fe19887db04c9'],
  ['0022_catalog.sql', 'b142837e69261ab8f0f95eb356cef6ca5710c3fd20f44e245be196ea61060720'],
  ['0023_webhooks.sql', '01de2e03ef743b25ec2d730461696b67d969de5ff7b059bde379713901a832fb'],
  [
    '0024_publishing_uploads.sql',
    '0e13287599a094284b156e1eb495169caf6f51a606a4213ab8b9fb77d91ac0b3',
  ],
  [
    '0026_publishing_accounts.sql',
    'b97fb6b01d79953d917e12fb2faceb8a675ce80bff8bd7fdb8a98ab740dde9c3',
  ],
  ['0027_publishing_posts.sql', '0b1833063062831c5288beeecf25c07e2b75cd0e9541ffb5b90f60d7c6401c99'],
  [
    '0028_publishing_translations.sql',
    '70a8cb13a083ad3ae6d6c36d49debf73efde59f078d26711972f8cbef6e7a513',
  ],
])

/** Whether a backup has the schema of `PRE_1_COMMIT`. */
export const isPre1 = ({ migrations }: Pick<BackupHeader, 'migrations'>): boolean =>
  migrations.length === PRE_1_MIGRATIONS.size &&
  migrations.every(({ name, checksum }) => PRE_1_MIGRATIONS.get(name) === checksum)

/** Whether a gramd of before 1.0 wrote a backup, by the version in its header. */
export const isVersionBefore1 = ({ gramd }: Pick<BackupHeader, 'gramd'>): boolean =>
  gramd.startsWith('0.')
