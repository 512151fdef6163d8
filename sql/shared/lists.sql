-- What other folders may read of lists: which there are, whose creators, whether they are campaigns, and
-- what was agreed with their creators.
create view shared.lists as select id, name, description, is_campaign, ends_at, created_at from lists;
create view shared.list_members as
select list_id, blog_id, status, owner_id, price, currency, due_on from list_members;
