-- What other folders may read of projects: from which version a post was made, and how long the video of a version is.
create view shared.projects as select id, name from projects;
create view shared.bindings as select media_id, version_id from bindings;
create view shared.project_versions as select id, length_seconds from project_versions;
