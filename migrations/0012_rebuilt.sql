-- What was rebuilt of the tables has an outcome of its own in the log of decisions: it was no reading.

ALTER TABLE decision
	DROP CONSTRAINT decision_outcome_is_known,
	ADD CONSTRAINT decision_outcome_is_known CHECK (outcome IN ('refused', 'read', 'rebuilt'));
