-- An update of a creator writes all its indexes. Words wait in a list of the index, and the statement that fills
-- it sorts it in, while the creator stays locked: 4 MB, the default, take more than a second.
alter index blogs_search_idx set (gin_pending_list_limit = 256);
alter index blogs_profile_words_idx set (gin_pending_list_limit = 256);
alter index blogs_username_part_idx set (gin_pending_list_limit = 256);
alter index blogs_name_part_idx set (gin_pending_list_limit = 256);
alter index blogs_names_idx set (gin_pending_list_limit = 256);
alter index blogs_content_language_idx set (gin_pending_list_limit = 256);
alter index blogs_languages_idx set (gin_pending_list_limit = 256);
alter index blogs_risk_flags_idx set (gin_pending_list_limit = 256);
