-- Which categories topics mean, one row for each different topic; a null category for an unknown one. In turn:
-- the topic is a name or a synonym; its letters are nearly those of one (trigrams, for terms of four letters and more);
-- words of it are names or synonyms, all of the same category. What is ignored means nothing.
--
-- docs/categories.md has the measurements behind 0.55.
create function derived.match_topics(topics text[], least_similarity real default 0.55)
returns table (topic text, term text, category_id uuid, matched_by text, similarity real)
language sql stable
begin atomic
  with asked as materialized (
    select t.topic, t.words, coalesce(nullif(replace(t.words, ' ', ''), ''), t.topic) as term
    from (
      select each.topic, topic_words(each.topic) as words
      from (select distinct topic from unnest(match_topics.topics) as u (topic)) each
    ) t
  ),
  exact as materialized (
    select
      a.topic,
      a.term,
      a.words,
      n.category_id,
      case when n.synonym = c.name then 'name' when n.synonym is not null then 'synonym' end as matched_by,
      n.term is null and not exists (select from ignored_topics i where i.term = a.term) as is_open
    from asked a
    left join category_synonyms n
      on n.term = a.term and not exists (select from ignored_topics i where i.term = a.term)
    left join categories c on c.id = n.category_id
  )
  select
    e.topic,
    e.term,
    coalesce(e.category_id, near.category_id, by_word.category_id),
    case
      when e.category_id is not null then e.matched_by
      when near.category_id is not null then 'similarity'
      when by_word.category_id is not null then 'words'
    end,
    near.similarity
  from exact e
  left join lateral (
    select closest.category_id, closest.similarity
    from (
      select n.category_id, (1 - (n.term <-> e.term))::real as similarity
      from category_synonyms n
      where e.is_open and length(e.term) >= 4
      order by n.term <-> e.term, n.term
      limit 1
    ) closest
    where closest.similarity >= match_topics.least_similarity
  ) near on true
  left join lateral (
    select min(n.category_id::text)::uuid as category_id
    from string_to_table(e.words, ' ') as word
    join category_synonyms n on n.term = word
    where e.is_open and near.category_id is null and length(word) >= 3
    having count(distinct n.category_id) = 1
  ) by_word on true;
end;
