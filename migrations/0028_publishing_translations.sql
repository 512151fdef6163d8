-- Translations of captions by the hash of the source, machine ones and corrections by people. A
-- machine translation is of one service and one version of the glossary; a correction is of neither.
create table translations (
  text_hash bytea not null check (octet_length(text_hash) = 32),
  from_language text not null check (from_language ~ '^[a-z]{2}$'),
  to_language text not null check (to_language ~ '^[a-z]{2}$'),
  service text not null check (service in ('deepl', 'google', 'model', 'person')),
  glossary_version integer not null default 0 check (glossary_version >= 0),
  formality text not null default 'default' check (formality in ('default', 'formal', 'informal')),
  text text not null check (char_length(text) <= 20000),
  translated_at timestamptz, -- by a machine: these go after their time
  corrected_at timestamptz, -- by a person: these stay
  constraint translations_pkey
    primary key (text_hash, from_language, to_language, service, glossary_version, formality),
  constraint translations_one_origin check (
    (service = 'person') = (corrected_at is not null) and (translated_at is null) = (corrected_at is not null)
  ),
  constraint translations_person_has_no_glossary check (service <> 'person' or glossary_version = 0)
);
create index translations_translated_at_idx on translations (translated_at);

-- One row for each service: what it can do, and whether it is left alone for a while.
create table translation_services (
  service text primary key check (service in ('deepl', 'google', 'model')),
  fingerprint text, -- of key and address: a rest ends when they change
  languages jsonb,
  languages_read_at timestamptz,
  rests_until timestamptz,
  rest_fault text,
  rest_message text
);

-- What was sent to each service on a day of UTC, and what that costs.
create table translation_usage (
  service text not null check (service in ('deepl', 'google', 'model')),
  day date not null,
  characters bigint not null default 0 check (characters >= 0),
  cost_usd numeric(14, 9) not null default 0 check (cost_usd >= 0),
  constraint translation_usage_pkey primary key (service, day)
);

-- The glossary: one row for each pair of languages. Its version is part of what translations are
-- stored under.
create table glossaries (
  from_language text not null check (from_language ~ '^[a-z]{2}$'),
  to_language text not null check (to_language ~ '^[a-z]{2}$'),
  version integer not null default 0 check (version >= 0),
  entries jsonb not null check (jsonb_typeof(entries) = 'array'), -- [{term, translation}]
  updated_at timestamptz not null default world_now(),
  constraint glossaries_pkey primary key (from_language, to_language)
);

-- Answers of the model by the hash of what it was asked, from the transaction that pays for them:
-- a process that dies before it has used one finds it again.
create table translation_answers (
  digest bytea primary key check (octet_length(digest) = 32),
  texts jsonb not null check (jsonb_typeof(texts) = 'array'),
  created_at timestamptz not null default world_now()
);
create index translation_answers_created_at_idx on translation_answers (created_at);
