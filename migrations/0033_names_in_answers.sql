-- The names in a text, as before. Most answers of a model name nobody, which is told without a query of its own: this much
-- PostgreSQL puts in the place of the call. The names that indexes hold stay the same.
create function signed_names(told text) returns text[]
language sql immutable parallel safe
return case
  when strpos(lower(told), 'instagram.com/') > 0 then array(
    select distinct lower(rtrim(found[1], '.'))
    from regexp_matches(told, '(?:[@＠]|instagram\.com/)([A-Za-z0-9._]{1,30})', 'gi') as found
  )
  else array(
    select distinct lower(rtrim(name, '.'))
    from (
      select substring(part from '^[A-Za-z0-9._]{1,30}') as name
      from string_to_table(replace(told, '＠', '@'), '@') with ordinality as after_sign (part, place)
      where place > 1
    ) names
    where name is not null
  )
end;

create or replace function told_names(told text) returns text[]
language sql immutable parallel safe
return case when told like any ('{%@%,%＠%,%/%}'::text[]) then signed_names(told) else '{}' end;

-- Whom a creator's insights name, the index of all their versions tells: every change of a creator looked for it once more.
-- The index is built in half a minute for a million creators, who cannot be written meanwhile.
drop index blogs_names_idx;
create index blogs_names_idx on blogs using gin (told_names(
  coalesce(biography, '') || ' ' || coalesce(external_url, '') || ' ' || bio_links::text
));
