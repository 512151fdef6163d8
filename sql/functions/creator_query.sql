-- A full-text query, as blogs.search @@ compares it: words, "phrases", or, -without. No text is a
-- mistake; one without a word matches no creator.
--
-- A query that excludes a word is asked in the Russian configuration alone, which stems English too: `красота -реклама`
-- as it is would find the creator who writes «красота рекламой». Others are asked in each configuration, once where
-- these agree: the planner would take three equal words for three times the creators.
create function derived.creator_query(question text) returns tsquery
language sql immutable parallel safe
return (
  select
    case
      when simple::text like '%!%' then russian
      else simple || (
        select coalesce(string_agg(distinct '(' || stemmed::text || ')', ' | ')::tsquery, ''::tsquery)
        from (values (russian), (english), (kazakh)) stems (stemmed)
        where stemmed <> simple and stemmed <> ''::tsquery
      )
    end
  from (
    select
      websearch_to_tsquery('pg_catalog.simple', text.question) as simple,
      websearch_to_tsquery('pg_catalog.russian', text.question) as russian,
      websearch_to_tsquery('pg_catalog.english', text.question) as english,
      websearch_to_tsquery('pg_catalog.simple', derived.comparable_kazakh(text.question)) as kazakh
    from (select derived.comparable_text(creator_query.question, 1000) as question) text
  ) configurations
);
