package ledger

import "errors"

var errStub = errors.New("being written")

func (s *State) OpenFund() (Fund, error)                         { return need[Fund](s, fundRef, "fund") }
func (s *State) Body(id BodyID) (Body, error)                    { return need[Body](s, Ref{"body", string(id)}, "body") }
func (RegisterBody) Kind() string                                { return "register-body/1" }
func (RegisterBody) Matter(*State) (Matter, error)               { return Matter{}, errStub }
func (RegisterBody) Do(*State, Authority) (Entry, error)         { return Entry{}, errStub }
func (RecordSuccessor) Kind() string                             { return "record-successor/1" }
func (RecordSuccessor) Matter(*State) (Matter, error)            { return Matter{}, errStub }
func (RecordSuccessor) Do(*State, Authority) (Entry, error)      { return Entry{}, errStub }
func (FoundService) Kind() string                                { return "found-service/1" }
func (FoundService) Matter(*State) (Matter, error)               { return Matter{}, errStub }
func (FoundService) Do(*State, Authority) (Entry, error)         { return Entry{}, errStub }
func (OpenFund) Kind() string                                    { return "open-fund/1" }
func (OpenFund) Matter(*State) (Matter, error)                   { return Matter{}, errStub }
func (OpenFund) Do(*State, Authority) (Entry, error)             { return Entry{}, errStub }
func (DraftAgreement) Kind() string                              { return "draft-agreement/1" }
func (DraftAgreement) Matter(*State) (Matter, error)             { return Matter{}, errStub }
func (DraftAgreement) Do(*State, Authority) (Entry, error)       { return Entry{}, errStub }
func (BringIntoForce) Kind() string                              { return "bring-into-force/1" }
func (BringIntoForce) Matter(*State) (Matter, error)             { return Matter{}, errStub }
func (BringIntoForce) Do(*State, Authority) (Entry, error)       { return Entry{}, errStub }
func (OverrideUnsigned) Kind() string                            { return "override-unsigned/1" }
func (OverrideUnsigned) Matter(*State) (Matter, error)           { return Matter{}, errStub }
func (OverrideUnsigned) Do(*State, Authority) (Entry, error)     { return Entry{}, errStub }
func (AddSource) Kind() string                                   { return "add-source/1" }
func (AddSource) Matter(*State) (Matter, error)                  { return Matter{}, errStub }
func (AddSource) Do(*State, Authority) (Entry, error)            { return Entry{}, errStub }
func (IndicateContribution) Kind() string                        { return "indicate-contribution/1" }
func (IndicateContribution) Matter(*State) (Matter, error)       { return Matter{}, errStub }
func (IndicateContribution) Do(*State, Authority) (Entry, error) { return Entry{}, errStub }
func (AgreeContribution) Kind() string                           { return "agree-contribution/1" }
func (AgreeContribution) Matter(*State) (Matter, error)          { return Matter{}, errStub }
func (AgreeContribution) Do(*State, Authority) (Entry, error)    { return Entry{}, errStub }
func (AgreePerformance) Kind() string                            { return "agree-performance/1" }
func (AgreePerformance) Matter(*State) (Matter, error)           { return Matter{}, errStub }
func (AgreePerformance) Do(*State, Authority) (Entry, error)     { return Entry{}, errStub }
func (VaryContribution) Kind() string                            { return "vary-contribution/1" }
func (VaryContribution) Matter(*State) (Matter, error)           { return Matter{}, errStub }
func (VaryContribution) Do(*State, Authority) (Entry, error)     { return Entry{}, errStub }
func (CallContribution) Kind() string                            { return "call-contribution/1" }
func (CallContribution) Matter(*State) (Matter, error)           { return Matter{}, errStub }
func (CallContribution) Do(*State, Authority) (Entry, error)     { return Entry{}, errStub }
func (ReceiveContribution) Kind() string                         { return "receive-contribution/1" }
func (ReceiveContribution) Matter(*State) (Matter, error)        { return Matter{}, errStub }
func (ReceiveContribution) Do(*State, Authority) (Entry, error)  { return Entry{}, errStub }
func (RecordDirectSpend) Kind() string                           { return "record-direct-spend/1" }
func (RecordDirectSpend) Matter(*State) (Matter, error)          { return Matter{}, errStub }
func (RecordDirectSpend) Do(*State, Authority) (Entry, error)    { return Entry{}, errStub }
func (ReceiveGrant) Kind() string                                { return "receive-grant/1" }
func (ReceiveGrant) Matter(*State) (Matter, error)               { return Matter{}, errStub }
func (ReceiveGrant) Do(*State, Authority) (Entry, error)         { return Entry{}, errStub }
func (PassGrantOn) Kind() string                                 { return "pass-grant-on/1" }
func (PassGrantOn) Matter(*State) (Matter, error)                { return Matter{}, errStub }
func (PassGrantOn) Do(*State, Authority) (Entry, error)          { return Entry{}, errStub }
func (EarnPerformance) Kind() string                             { return "earn-performance/1" }
func (EarnPerformance) Matter(*State) (Matter, error)            { return Matter{}, errStub }
func (EarnPerformance) Do(*State, Authority) (Entry, error)      { return Entry{}, errStub }
func (ForgoPerformance) Kind() string                            { return "forgo-performance/1" }
func (ForgoPerformance) Matter(*State) (Matter, error)           { return Matter{}, errStub }
func (ForgoPerformance) Do(*State, Authority) (Entry, error)     { return Entry{}, errStub }
func (AddScheme) Kind() string                                   { return "add-scheme/1" }
func (AddScheme) Matter(*State) (Matter, error)                  { return Matter{}, errStub }
func (AddScheme) Do(*State, Authority) (Entry, error)            { return Entry{}, errStub }
func (AddSchemeLine) Kind() string                               { return "add-scheme-line/1" }
func (AddSchemeLine) Matter(*State) (Matter, error)              { return Matter{}, errStub }
func (AddSchemeLine) Do(*State, Authority) (Entry, error)        { return Entry{}, errStub }
func (SetSchemeBudget) Kind() string                             { return "set-scheme-budget/1" }
func (SetSchemeBudget) Matter(*State) (Matter, error)            { return Matter{}, errStub }
func (SetSchemeBudget) Do(*State, Authority) (Entry, error)      { return Entry{}, errStub }
func (VireBudget) Kind() string                                  { return "vire-budget/1" }
func (VireBudget) Matter(*State) (Matter, error)                 { return Matter{}, errStub }
func (VireBudget) Do(*State, Authority) (Entry, error)           { return Entry{}, errStub }
func (RequireMinimum) Kind() string                              { return "require-minimum/1" }
func (RequireMinimum) Matter(*State) (Matter, error)             { return Matter{}, errStub }
func (RequireMinimum) Do(*State, Authority) (Entry, error)       { return Entry{}, errStub }
func (ForecastOutturn) Kind() string                             { return "forecast-outturn/1" }
func (ForecastOutturn) Matter(*State) (Matter, error)            { return Matter{}, errStub }
func (ForecastOutturn) Do(*State, Authority) (Entry, error)      { return Entry{}, errStub }
func (RaiseCommitment) Kind() string                             { return "raise-commitment/1" }
func (RaiseCommitment) Matter(*State) (Matter, error)            { return Matter{}, errStub }
func (RaiseCommitment) Do(*State, Authority) (Entry, error)      { return Entry{}, errStub }
func (VaryCommitment) Kind() string                              { return "vary-commitment/1" }
func (VaryCommitment) Matter(*State) (Matter, error)             { return Matter{}, errStub }
func (VaryCommitment) Do(*State, Authority) (Entry, error)       { return Entry{}, errStub }
func (ReleaseCommitment) Kind() string                           { return "release-commitment/1" }
func (ReleaseCommitment) Matter(*State) (Matter, error)          { return Matter{}, errStub }
func (ReleaseCommitment) Do(*State, Authority) (Entry, error)    { return Entry{}, errStub }
func (CertifyInvoice) Kind() string                              { return "certify-invoice/1" }
func (CertifyInvoice) Matter(*State) (Matter, error)             { return Matter{}, errStub }
func (CertifyInvoice) Do(*State, Authority) (Entry, error)       { return Entry{}, errStub }
func (PayInvoice) Kind() string                                  { return "pay-invoice/1" }
func (PayInvoice) Matter(*State) (Matter, error)                 { return Matter{}, errStub }
func (PayInvoice) Do(*State, Authority) (Entry, error)           { return Entry{}, errStub }
func (ClosePeriod) Kind() string                                 { return "close-period/1" }
func (ClosePeriod) Matter(*State) (Matter, error)                { return Matter{}, errStub }
func (ClosePeriod) Do(*State, Authority) (Entry, error)          { return Entry{}, errStub }
func (ReopenPeriod) Kind() string                                { return "reopen-period/1" }
func (ReopenPeriod) Matter(*State) (Matter, error)               { return Matter{}, errStub }
func (ReopenPeriod) Do(*State, Authority) (Entry, error)         { return Entry{}, errStub }
func (ReverseEntry) Kind() string                                { return "reverse-entry/1" }
func (ReverseEntry) Matter(*State) (Matter, error)               { return Matter{}, errStub }
func (ReverseEntry) Do(*State, Authority) (Entry, error)         { return Entry{}, errStub }
func (ProposeAct) Kind() string                                  { return "propose-act/1" }
func (ProposeAct) Matter(*State) (Matter, error)                 { return Matter{}, errStub }
func (ProposeAct) Do(*State, Authority) (Entry, error)           { return Entry{}, errStub }
func (ApproveProposal) Kind() string                             { return "approve-proposal/1" }
func (ApproveProposal) Matter(*State) (Matter, error)            { return Matter{}, errStub }
func (ApproveProposal) Do(*State, Authority) (Entry, error)      { return Entry{}, errStub }
func (RejectProposal) Kind() string                              { return "reject-proposal/1" }
func (RejectProposal) Matter(*State) (Matter, error)             { return Matter{}, errStub }
func (RejectProposal) Do(*State, Authority) (Entry, error)       { return Entry{}, errStub }
func (WithdrawProposal) Kind() string                            { return "withdraw-proposal/1" }
func (WithdrawProposal) Matter(*State) (Matter, error)           { return Matter{}, errStub }
func (WithdrawProposal) Do(*State, Authority) (Entry, error)     { return Entry{}, errStub }
func (EraseText) Kind() string                                   { return "erase-text/1" }
func (EraseText) Matter(*State) (Matter, error)                  { return Matter{}, errStub }
func (EraseText) Do(*State, Authority) (Entry, error)            { return Entry{}, errStub }
