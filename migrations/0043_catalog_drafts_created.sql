-- Decisions on a store's drafts since a day.
create index concurrently if not exists product_drafts_created_idx on product_drafts (store_id, created_at);
