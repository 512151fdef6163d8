/** The meaning and remedy of each refusal; pages show the same in the reader's language. */
export const REFUSAL_TEXTS = {
  server_error: 'Meta failed for the moment: gramd tries again by itself.',
  download_slow:
    'Meta waited too long for the file: gramd tries again by itself; if it goes on, the way ' +
    'to the public address is too slow.',
  upload_expired: 'Meta no longer has the uploaded files: gramd uploads them again.',
  container_not_made: 'Meta could not take the upload for the moment: gramd tries again by itself.',
  upload_broken: 'The upload of the video broke at Meta: gramd uploads it again.',
  cover_time:
    'The time of the cover is not within the video: choose a time before its end, or a picture.',
  app_not_set_up:
    'Meta’s app is not set up for this call: an operator checks its products and rights in ' +
    'Meta’s app dashboard.',
  app_limit: 'The calls of the whole app are used up: gramd goes on when Meta accepts calls again.',
  account_limit:
    'The calls of this account are used up: gramd goes on when Meta accepts calls again.',
  spam_block:
    'Instagram takes what the account does for spam and blocks it: let it rest, publish less ' +
    'often, and vary captions and files.',
  policy_block:
    'Meta blocks the account for a while because of its rules: its owner reads the notice in ' +
    'the app; gramd lets it rest.',
  posts_of_a_day:
    'The account has published as many posts as Meta allows within 24 hours: the next ones ' +
    'wait until old ones leave that day.',
  containers_of_a_day:
    'The account has begun as many uploads as Meta allows within 24 hours: the next ones wait ' +
    'until old ones leave that day.',
  right_missing:
    'Meta has not been given the right for this: its owner connects the account once more and ' +
    'grants all rights.',
  account_restricted:
    'The account is inactive, checked or restricted: its owner signs in to the Instagram app ' +
    'and does what it asks for.',
  account_unavailable:
    'Instagram does not show the account any more: its owner signs in to the Instagram app ' +
    'and looks at its state.',
  order_invalid:
    'Meta does not take the post as it is: look at what it says, change a copy of the post ' +
    'and publish that.',
  object_missing:
    'Meta did not find something that gramd had made or asked for: gramd tries again; if it ' +
    'goes on, connect the account once more.',
  before_conversion: 'The post is older than the professional account: Meta has no numbers for it.',
  not_enough_users: 'Too few people have seen it: Meta gives no numbers for so few.',
  media_type: 'Meta does not know this type of post: choose photo, reel or carousel.',
  carousel_items: 'A carousel has 2 to 10 items: add some, or take some away.',
  product_tags:
    'The product tags are not as Meta wants them: photos need a position, videos have none, ' +
    'and the product has to be approved.',
  too_many_tags: 'The post has more tags than Meta takes: take some away.',
  trial_reel: 'The account cannot publish trial reels: publish it as a usual reel.',
  people_refused:
    'A collaborator or a tagged person cannot be added: the name is misspelt, the account is ' +
    'private, or it does not let itself be tagged. Correct the name or take the person away.',
  duplicate_post: 'The account has published the same before: change the caption or the files.',
  video_format:
    'Instagram does not take the format of the video: export it as MP4 with H.264 and AAC, 23 ' +
    'to 60 frames per second.',
  file_not_fetched:
    'Meta could not fetch the file from gramd: look at the public address of gramd (gramd ' +
    'doctor checks it).',
  not_ready: 'Meta still processes the files: gramd waits.',
  image_size: 'The picture is larger than 8 MB: save it smaller.',
  image_format: 'Instagram does not take the format of the picture: save it as JPEG.',
  aspect_ratio: 'The picture is too tall or too wide: cut it to between 4:5 and 1.91:1.',
  caption_length: 'The caption is too long: at most 2,200 characters, 30 hashtags and 20 mentions.',
  processing_failed:
    'Meta’s processing of the file failed: gramd uploads it again. If it fails again, export ' +
    'the file once more, with a sound track, and upload that.',
  video_not_processed:
    'Meta cannot process the video: export it once more as MP4 with H.264 and AAC, 3 seconds ' +
    'to 15 minutes long, and upload that.',
  token_invalid:
    'Meta does not accept the authorization any more: its owner connects the account again.',
  token_expired: 'The authorization has expired: its owner connects the account again.',
  app_removed:
    'The owner has removed the app in the settings of Instagram or Facebook: connect the ' +
    'account again.',
  checkpoint:
    'Meta wants to see the owner: they sign in to the app, confirm, and connect the account ' +
    'again if asked.',
  password_changed:
    'The owner has changed the password or signed out everywhere: connect the account again.',
  account_unconfirmed:
    'The owner’s account is not confirmed at Meta: they confirm it, then connect it again.',
  role_lost:
    'The person who authorized gramd has lost the role on the Facebook page: a person with ' +
    'the role connects the account.',
} as const

/** The meaning of a refusal, as a code for pages and programs. */
export type RefusalReason = keyof typeof REFUSAL_TEXTS

/**
 * Joins our text for a refusal with the platform's message, and its message to the account's owner.
 */
export const refusalMessage = (
  reason: RefusalReason | null,
  said: string,
  userMessage: string | null,
): string => {
  const whole =
    userMessage === null || said.includes(userMessage) ? said : `${said}: “${userMessage}”`
  return reason === null ? whole : `${REFUSAL_TEXTS[reason]} ${whole}`
}

/** Returns the platform's part of a message that may begin with our text. */
export const saidIn = (reason: RefusalReason | null, message: string): string =>
  reason !== null && message.startsWith(REFUSAL_TEXTS[reason])
    ? message.slice(REFUSAL_TEXTS[reason].length).trim()
    : message
