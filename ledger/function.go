package ledger

// Functions are what money may be pooled for: NHS functions and health-related functions of councils (SI
// 2000/617 regulations 5 and 6).
var Functions = CodeList{
	{Code: "community-health", Name: "Community health services"},
	{Code: "primary-care", Name: "Primary care"},
	{Code: "mental-health", Name: "Mental health services"},
	{Code: "learning-disability", Name: "Learning disability services"},
	{Code: "continuing-care", Name: "Continuing health care"},
	{Code: "hospital-services", Name: "Hospital services that are not excluded"},
	{Code: "discharge", Name: "Discharge from hospital"},
	{Code: "reablement", Name: "Intermediate care and reablement"},
	{Code: "public-health", Name: "Public health"},
	{Code: "social-care", Name: "Social care"},
	{Code: "carers", Name: "Services for carers"},
	{Code: "equipment", Name: "Equipment and assistive technology"},
	{Code: "housing-adaptations", Name: "Disabled facilities and housing adaptations"},
	{Code: "voluntary-sector", Name: "Voluntary sector services"},
	{Code: "other", Name: "Other functions that may be pooled"},
}

// ExcludedFunctions may not be pooled, whoever asks (SI 2000/617 regulation 5).
var ExcludedFunctions = CodeList{
	{Code: "surgery", Name: "Surgery"},
	{Code: "radiotherapy", Name: "Radiotherapy"},
	{Code: "termination-of-pregnancies", Name: "Termination of pregnancies"},
	{Code: "endoscopy", Name: "Endoscopy"},
	{Code: "class-4-laser", Name: "Class 4 laser treatments"},
	{Code: "invasive-treatments", Name: "Other invasive treatments"},
	{Code: "emergency-ambulance", Name: "Emergency ambulance services"},
}

// checkFunction refuses a function that may not be pooled, with ErrExcluded, and one that is in no list.
func checkFunction(code string, year Year) error {
	if item, ok := ExcludedFunctions.Find(code, year); ok {
		return ErrExcluded.With("%s may not be pooled (SI 2000/617 regulation 5); keep it in an aligned budget "+
			"outside the fund",
			item.Name)
	}
	return Functions.check("function", code, year)
}
