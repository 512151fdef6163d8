-- What other folders may read of lists: which there are, whose creators, and whether they are campaigns.
create view shared.lists as select id, name, is_campaign, ends_at from lists;
create view shared.list_members as select list_id, blog_id from list_members;
