-- Words of name, biography and captions, for full-text search.
alter table blogs add column search tsvector;
create index blogs_search_idx on blogs using gin (search);
