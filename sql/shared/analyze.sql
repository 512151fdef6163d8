-- What other folders may read of insights: all columns.
create view shared.ai_insights as select * from ai_insights;
