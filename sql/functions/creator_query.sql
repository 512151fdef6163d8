-- What somebody asks full-text search for, as blogs.search @@ compares it: words, "phrases", or, -without. No text is a
-- mistake; one without a word matches nobody.
--
-- A query that excludes a word is asked in the Russian configuration alone, which stems English too: `красота -реклама`
-- as it is would find the creator who writes «красота рекламой».
create function derived.creator_query(question text) returns tsquery
language sql immutable parallel safe
return (
  select
    case
      when websearch_to_tsquery('pg_catalog.simple', text.question)::text like '%!%'
        then websearch_to_tsquery('pg_catalog.russian', text.question)
      else
        websearch_to_tsquery('pg_catalog.simple', text.question)
        || websearch_to_tsquery('pg_catalog.russian', text.question)
        || websearch_to_tsquery('pg_catalog.english', text.question)
    end
  from (select derived.comparable_text(creator_query.question, 1000) as question) text
);
