-- What full-text search knows of a creator, for blogs.search: words of username and name (weight
-- A), of the biography (B) and of the captions, the newest first (D), each as it is and in the
-- stems of Russian, English and Kazakh.
--
-- Any text will do: nulls and words beyond 2 kB are left out, and of the captions as many as fit into 20,000 characters
-- are read. A tsvector may have 1 MB; the worst of texts has 160 kB here.
create function derived.creator_document(
  username text, full_name text, biography text, captions text[]
) returns tsvector
language sql immutable parallel safe
return (
  select
    setweight(to_tsvector('pg_catalog.simple', text.names), 'A')
    || setweight(to_tsvector('pg_catalog.russian', text.names), 'A')
    || setweight(to_tsvector('pg_catalog.english', text.names), 'A')
    || setweight(derived.kazakh_words(text.names), 'A')
    || setweight(to_tsvector('pg_catalog.simple', text.biography), 'B')
    || setweight(to_tsvector('pg_catalog.russian', text.biography), 'B')
    || setweight(to_tsvector('pg_catalog.english', text.biography), 'B')
    || setweight(derived.kazakh_words(text.biography), 'B')
    || to_tsvector('pg_catalog.simple', text.captions)
    || to_tsvector('pg_catalog.russian', text.captions)
    || to_tsvector('pg_catalog.english', text.captions)
    || derived.kazakh_words(text.captions)
  from (
    select
      derived.comparable_text(creator_document.username, 50)
      || ' ' || derived.comparable_text(creator_document.full_name, 200) as names,
      derived.comparable_text(creator_document.biography, 1000) as biography,
      derived.comparable_text(array_to_string(creator_document.captions, E'\n'), 20000) as captions
  ) text
);
