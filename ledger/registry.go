package ledger

// room is the journal an act may stand in.
type room uint8

const (
	inFund room = 1 << iota
	inService
	inBoth = inFund | inService
)

// actKind is how a version of an act is read, and where it may stand.
type actKind struct {
	decode func([]byte, bool) (Act, error)
	room   room
}

// admit refuses an act that does not belong in this journal, and any act but the first in a journal not
// begun.
func (s *State) admit(act Act) error {
	here, place := inFund, "a fund's journal"
	if s.Fund == Service {
		here, place = inService, "the service journal"
	}
	if actKinds[act.Kind()].room&here == 0 {
		return ErrWrongState.With("%s does not belong in %s", act.Kind(), place)
	}
	switch act.(type) {
	case OpenFund, FoundService:
		if s.Seq != 1 {
			return ErrExists.With("%s has been begun already", place)
		}
		return nil
	}
	if here == inService {
		_, err := need[Founding](s, Founding{}.Ref(), "service yet; found it first:")
		return err
	}
	_, err := s.OpenFund()
	return err
}

// actKinds holds every version of every act ever written. A version is never taken out.
var actKinds = map[string]actKind{
	"found-service/1":            {decodeAct[FoundService], inService},
	"register-body/1":            {decodeAct[RegisterBody], inService},
	"record-successor/1":         {decodeAct[RecordSuccessor], inService},
	"grant-post/1":               {decodeAct[GrantPost], inService},
	"end-post/1":                 {decodeAct[EndPost], inService},
	"declare-interest/1":         {decodeAct[DeclareInterest], inService},
	"end-interest/1":             {decodeAct[EndInterest], inService},
	"adopt-delegation/1":         {decodeAct[AdoptDelegation], inService},
	"record-feed/1":              {decodeAct[RecordFeed], inService},
	"open-fund/1":                {decodeAct[OpenFund], inFund},
	"draft-agreement/1":          {decodeAct[DraftAgreement], inFund},
	"bring-into-force/1":         {decodeAct[BringIntoForce], inFund},
	"override-unsigned/1":        {decodeAct[OverrideUnsigned], inFund},
	"set-risk-share/1":           {decodeAct[SetRiskShare], inFund},
	"call-risk-share/1":          {decodeAct[CallRiskShare], inFund},
	"call-above-cap/1":           {decodeAct[CallAboveCap], inFund},
	"add-source/1":               {decodeAct[AddSource], inFund},
	"indicate-contribution/1":    {decodeAct[IndicateContribution], inFund},
	"agree-contribution/1":       {decodeAct[AgreeContribution], inFund},
	"agree-performance/1":        {decodeAct[AgreePerformance], inFund},
	"vary-contribution/1":        {decodeAct[VaryContribution], inFund},
	"call-contribution/1":        {decodeAct[CallContribution], inFund},
	"receive-contribution/1":     {decodeAct[ReceiveContribution], inFund},
	"record-direct-spend/1":      {decodeAct[RecordDirectSpend], inFund},
	"receive-grant/1":            {decodeAct[ReceiveGrant], inFund},
	"pass-grant-on/1":            {decodeAct[PassGrantOn], inFund},
	"allocate-grant/1":           {decodeAct[AllocateGrant], inFund},
	"record-grant-consent/1":     {decodeAct[RecordGrantConsent], inFund},
	"record-passing-proof/1":     {decodeAct[RecordPassingProof], inFund},
	"plan-performance/1":         {decodeAct[PlanPerformance], inFund},
	"release-performance/1":      {decodeAct[ReleasePerformance], inFund},
	"earn-performance/1":         {decodeAct[EarnPerformance], inFund},
	"forgo-performance/1":        {decodeAct[ForgoPerformance], inFund},
	"add-scheme/1":               {decodeAct[AddScheme], inFund},
	"add-scheme-line/1":          {decodeAct[AddSchemeLine], inFund},
	"set-scheme-budget/1":        {decodeAct[SetSchemeBudget], inFund},
	"vire-budget/1":              {decodeAct[VireBudget], inFund},
	"require-minimum/1":          {decodeAct[RequireMinimum], inFund},
	"forecast-outturn/1":         {decodeAct[ForecastOutturn], inFund},
	"profile-budget/1":           {decodeAct[ProfileBudget], inFund},
	"raise-commitment/1":         {decodeAct[RaiseCommitment], inFund},
	"vary-commitment/1":          {decodeAct[VaryCommitment], inFund},
	"release-commitment/1":       {decodeAct[ReleaseCommitment], inFund},
	"certify-invoice/1":          {decodeAct[CertifyInvoice], inFund},
	"certify-over-commitment/1":  {decodeAct[CertifyOverCommitment], inFund},
	"approve-overspend/1":        {decodeAct[ApproveOverspend], inFund},
	"cure-overspend/1":           {decodeAct[CureOverspend], inFund},
	"pay-invoice/1":              {decodeAct[PayInvoice], inFund},
	"accrue-spend/1":             {decodeAct[AccrueSpend], inFund},
	"reverse-accrual/1":          {decodeAct[ReverseAccrual], inFund},
	"prepay-provider/1":          {decodeAct[PrepayProvider], inFund},
	"receive-prepaid/1":          {decodeAct[ReceivePrepaid], inFund},
	"close-period/1":             {decodeAct[ClosePeriod], inFund},
	"reopen-period/1":            {decodeAct[ReopenPeriod], inFund},
	"reverse-entry/1":            {decodeAct[ReverseEntry], inBoth},
	"propose-act/1":              {decodeAct[ProposeAct], inBoth},
	"approve-proposal/1":         {decodeAct[ApproveProposal], inBoth},
	"reject-proposal/1":          {decodeAct[RejectProposal], inBoth},
	"withdraw-proposal/1":        {decodeAct[WithdrawProposal], inBoth},
	"expire-proposal/1":          {decodeAct[ExpireProposal], inBoth},
	"set-proposal-terms/1":       {decodeAct[SetProposalTerms], inFund},
	"erase-text/1":               {decodeAct[EraseText], inBoth},
	"receive-invoice/1":          {decodeAct[ReceiveInvoice], inFund},
	"return-invoice/1":           {decodeAct[ReturnInvoice], inFund},
	"dispute-invoice/1":          {decodeAct[DisputeInvoice], inFund},
	"resolve-dispute/1":          {decodeAct[ResolveDispute], inFund},
	"certify-received-invoice/1": {decodeAct[CertifyReceivedInvoice], inFund},
	"refund-vat/1":               {decodeAct[RefundVAT], inFund},
	"receive-credit-note/1":      {decodeAct[ReceiveCreditNote], inFund},
	"receive-refund/1":           {decodeAct[ReceiveRefund], inFund},
}
