package report

// BeginSQL lets tests plan queries as answers do.
const BeginSQL = beginSQL
