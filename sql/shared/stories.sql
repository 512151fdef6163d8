-- What other folders may read of stories.
create view shared.blog_stories as select * from blog_stories;
create view shared.story_lists as select list_id, since from story_lists;
