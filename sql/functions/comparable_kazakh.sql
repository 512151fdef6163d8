-- The word without endings of person, case, possession, number and verb, for words of a front or of a back vowel alike:
-- `spelled` has the letters of back vowels. The longest ending goes first, hence the shortest rest of the word.
-- src/features/blogs/question/kazakh-stem.ts has the same for questions; a test compares them.
create function derived.without_kazakh_endings(word text) returns text
language sql immutable strict parallel safe
return left(
  word,
  length(
    regexp_replace(
    regexp_replace(
    regexp_replace(
    regexp_replace(
    regexp_replace(
    case when word ~ '[әөүіеэ][^аоұыяёәөүіеэ]*$' then translate(word, 'әөүіекг', 'аоұыақғ') else word end,
    -- I am, we are, you are, and who does.
    '^((?:.*?[аоұыяё])??[^аоұыяёәөүіеэ]*?)(?:'
    || '(?<=..)(?<=[мнңрлйузжптксшфхцчщқбвгд])(?:атын|ады)'
    || '|(?<=..)(?<=[аоұыяёәөүіеэиую])(?:йтын|йды)'
    || '|(?<=..)(?<=[аоұыяёәөүіеэиуюрлйнң])(?:мын|мыз|сың|сыз)'
    || '|(?<=..)(?<=[мнңзж])(?:бын|быз)'
    || '|(?<=..)(?<=[птксшфхцчщқбвгд])(?:пын|пыз|сың|сыз)'
    || ')$', '\1'),
    -- Cases, and the adjective of a place.
    '^((?:.*?[аоұыяё])??[^аоұыяёәөүіеэ]*?)(?:'
    || '(?<=..)(?<=[ы])(?:ндағы|нда|нан)'
    || '|(?<=...|.[^аоұыяёәөүіеэиую])(?<=[ы])(?:на|н)'
    || '|(?<=..)(?<=[аоұыяёәөүіеэиуюмнң])(?:ның)'
    || '|(?<=...|.[^аоұыяёәөүіеэиую])(?<=[аоұыяёәөүіеэиую])(?:ны)'
    || '|(?<=..)(?<=[аоұыяёәөүіеэиуюмнңрлйзж])(?:дағы|дан)'
    || '|(?<=...|.[^аоұыяёәөүіеэиую])(?<=[аоұыяёәөүіеэиуюмнңрлйзж])(?:да|ға)'
    || '|(?<=..)(?<=[рлйузж])(?:дың)'
    || '|(?<=...|.[^аоұыяёәөүіеэиую])(?<=[рлйузж])(?:ды)'
    || '|(?<=..)(?<=[мнң])(?:нан)'
    || '|(?<=...|.[^аоұыяёәөүіеэиую])(?<=[мнң])(?:ды)'
    || '|(?<=..)(?<=[птксшфхцчщқбвгд])(?:тағы|тың|тан)'
    || '|(?<=...|.[^аоұыяёәөүіеэиую])(?<=[птксшфхцчщқбвгд])(?:та|ты|қа)'
    || ')$', '\1'),
    -- Possessives.
    '^((?:.*?[аоұыяё])??[^аоұыяёәөүіеэ]*?)(?:'
    || '(?<=..)(?<=[аоұыяёәөүіеэиую])(?:мыз|ңыз)'
    || '|(?<=...|.[^аоұыяёәөүіеэиую])(?<=[аоұыяёәөүіеэиую])(?:сы|м|ң)'
    || '|(?<=..)(?<=[рлйузжғмнңптксшфхцчщқбвгд])(?:ымыз|ыңыз)'
    || '|(?<=...|.[^аоұыяёәөүіеэиую])(?<=[рлйузжғмнңптксшфхцчщқбвгд])(?:ым|ың|ы)'
    || ')$', '\1'),
    -- Plurals.
    '^((?:.*?[аоұыяё])??[^аоұыяёәөүіеэ]*?)(?:'
    || '(?<=..)(?<=[аоұыяёәөүіеэиуюрй])(?:лар)'
    || '|(?<=..)(?<=[мнңлзж])(?:дар)'
    || '|(?<=..)(?<=[птксшфхцчщқбвгд])(?:тар)'
    || ')$', '\1'),
    -- The past and the infinitive of verbs.
    '^((?:.*?[аоұыяё])??[^аоұыяёәөүіеэ]*?)(?:'
    || '(?<=...|.[^аоұыяёәөүіеэиую])(?<=[мнңрлйузжптксшфхцчщқбвгд])(?:у)'
    || '|(?<=..)(?<=[аоұыяёәөүіеэиуюмнңрлйзж])(?:ған)'
    || '|(?<=..)(?<=[птксшфхцчщқбвгд])(?:қан)'
    || ')$', '\1')
  )
);

-- The stem of a lower-case Kazakh word; the word itself where it is short or not in Cyrillic. PostgreSQL has no Kazakh
-- stemmer. Endings are removed twice, because a word may end as an ending does. A consonant at the end becomes voiced
-- before a possessive: кітап, кітабы.
create function derived.kazakh_stem(word text) returns text
language sql immutable strict parallel safe
return
  case
    when word !~ '^[а-яәғқңөұүһі]{4,}$' then word
    else regexp_replace(regexp_replace(regexp_replace(
      derived.without_kazakh_endings(derived.without_kazakh_endings(
        regexp_replace(word, '(?<=...)(?:мен|бен|пен|нікі|дікі|тікі)$', '')
      )),
      'б$', 'п'), 'г$', 'к'), 'ғ$', 'қ')
  end;

-- The text with the stems of its Cyrillic words, for queries: all else is as it was.
create function derived.comparable_kazakh(original text) returns text
language sql immutable strict parallel safe
return (
  select coalesce(string_agg(derived.kazakh_stem(piece[1]), '' order by place), '')
  from regexp_matches(lower(original), '[а-яәғқңөұүһі]+|[^а-яәғқңөұүһі]+', 'g')
    with ordinality as pieces (piece, place)
);

-- The words of a document whose Kazakh stem is another word, as that stem, at their places. Nothing for a text without
-- a letter that only Kazakh has: stems of another language find nothing, and stemming takes time.
create function derived.kazakh_words(original text) returns tsvector
language sql immutable strict parallel safe
return
  case
    when lower(original) !~ '[әғқңөұүһі]' then ''::tsvector
    else (
      select coalesce(string_agg(stem || ':' || array_to_string(positions, ','), ' '), '')::tsvector
      from (
        select lexeme, positions, derived.kazakh_stem(lexeme) as stem
        from unnest(to_tsvector('pg_catalog.simple', original))
        where lexeme ~ '^[а-яәғқңөұүһі]{4,}$'
      ) words
      where stem <> lexeme and stem <> ''
    )
  end;
