package ledger

import "errors"

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
	if _, erases := act.(EraseText); erases && errors.Is(err, ErrClosed) { // a right that outlasts the fund
		return nil
	}
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
	"record-heads/1":             {decodeAct[RecordHeads], inService},
	"register-key/1":             {decodeAct[RegisterKey], inService},
	"revoke-key/1":               {decodeAct[RevokeKey], inService},
	"open-fund/1":                {decodeAct[OpenFund], inFund},
	"draft-agreement/1":          {decodeAct[DraftAgreement], inFund},
	"bring-into-force/1":         {decodeAct[BringIntoForce], inFund},
	"draw-agreement/1":           {decodeAct[DrawAgreement], inFund},
	"override-unsigned/1":        {decodeAct[OverrideUnsigned], inFund},
	"set-risk-share/1":           {decodeAct[SetRiskShare], inFund},
	"call-risk-share/1":          {decodeAct[CallRiskShare], inFund},
	"call-above-cap/1":           {decodeAct[CallAboveCap], inFund},
	"add-source/1":               {decodeAct[AddSource], inFund},
	"indicate-contribution/1":    {decodeAct[IndicateContribution], inFund},
	"agree-contribution/1":       {decodeAct[AgreeContribution], inFund},
	"agree-performance/1":        {decodeAct[AgreePerformance], inFund},
	"vary-contribution/1":        {decodeAct[VaryContribution], inFund},
	"draw-contributions/1":       {decodeAct[DrawContributions], inFund},
	"leave-agreement/1":          {decodeAct[LeaveAgreement], inFund},
	"apportion-ending/1":         {decodeAct[ApportionEnding], inFund},
	"close-fund/1":               {decodeAct[CloseFund], inFund},
	"take-over/1":                {decodeAct[TakeOver], inFund},
	"set-cut-off/1":              {decodeAct[SetCutOff], inFund},
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
	"close-year/1":               {decodeAct[CloseYear], inFund},
	"reopen-year/1":              {decodeAct[ReopenYear], inFund},
	"lapse-contribution/1":       {decodeAct[LapseContribution], inFund},
	"decide-deficit/1":           {decodeAct[DecideDeficit], inFund},
	"carry-forward/1":            {decodeAct[CarrySurplusForward], inFund},
	"return-surplus/1":           {decodeAct[ReturnSurplus], inFund},
	"pay-surplus/1":              {decodeAct[PaySurplus], inFund},
	"bring-grant-forward/1":      {decodeAct[BringGrantForward], inFund},
	"roll-commitments/1":         {decodeAct[RollCommitments], inFund},
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
	"reduce-call/1":              {decodeAct[ReduceCall], inFund},
	"write-off-call/1":           {decodeAct[WriteOffCall], inFund},
	"write-off-prepayment/1":     {decodeAct[WriteOffPrepayment], inFund},
	"match-receipts/1":           {decodeAct[MatchReceipts], inFund},
	"allocate-receipt/1":         {decodeAct[AllocateReceipt], inFund},
	"return-receipt/1":           {decodeAct[ReturnReceipt], inFund},
	"define-measure/1":           {decodeAct[DefineMeasure], inFund},
	"record-actual/1":            {decodeAct[RecordActual], inFund},
	"claim-saving/1":             {decodeAct[ClaimSaving], inFund},
	"withdraw-claim/1":           {decodeAct[WithdrawClaim], inFund},
	"identify-body/1":            {decodeAct[IdentifyBody], inService},
	"hold-payments/1":            {decodeAct[HoldPayments], inFund},
	"lift-payment-hold/1":        {decodeAct[LiftPaymentHold], inFund},
	"request-payment/1":          {decodeAct[RequestPayment], inFund},
	"record-payment-outcomes/1":  {decodeAct[RecordPaymentOutcomes], inFund},
	"pay-late-interest/1":        {decodeAct[PayLateInterest], inFund},
	"set-up-float/1":             {decodeAct[SetUpFloat], inFund},
	"vary-float/1":               {decodeAct[VaryFloat], inFund},
	"top-up-float/1":             {decodeAct[TopUpFloat], inFund},
	"advance-float/1":            {decodeAct[AdvanceFloat], inFund},
	"return-float-cash/1":        {decodeAct[ReturnFloatCash], inFund},
	"order-purchase/1":           {decodeAct[OrderPurchase], inFund},
	"accept-delivery/1":          {decodeAct[AcceptDelivery], inFund},
	"cancel-purchase/1":          {decodeAct[CancelPurchase], inFund},
	"pay-float/1":                {decodeAct[PayFloat], inFund},
	"charge-float-fee/1":         {decodeAct[ChargeFloatFee], inFund},
	"reconcile-float/1":          {decodeAct[ReconcileFloat], inFund},
	"write-off-float-advance/1":  {decodeAct[WriteOffFloatAdvance], inFund},
	"set-health-budget-terms/1":  {decodeAct[SetHealthBudgetTerms], inFund},
	"allocate-health-budget/1":   {decodeAct[AllocateHealthBudget], inFund},
	"allocate-above-cap/1":       {decodeAct[AllocateAboveCap], inFund},
	"buy-from-budget/1":          {decodeAct[BuyFromBudget], inFund},
	"pay-direct/1":               {decodeAct[PayDirect], inFund},
	"accept-budget-evidence/1":   {decodeAct[AcceptBudgetEvidence], inFund},
	"return-budget-money/1":      {decodeAct[ReturnBudgetMoney], inFund},
	"release-health-budget/1":    {decodeAct[ReleaseHealthBudget], inFund},
	"stop-health-budget/1":       {decodeAct[StopHealthBudget], inFund},
	"review-health-budget/1":     {decodeAct[ReviewHealthBudget], inFund},
	"demand-repayment/1":         {decodeAct[DemandRepayment], inFund},
	"reconsider-demand/1":        {decodeAct[ReconsiderDemand], inFund},
	"write-off-direct-payment/1": {decodeAct[WriteOffDirectPayment], inFund},
	"set-scheme-charging/1":      {decodeAct[SetSchemeCharging], inFund},
	"receive-client-charge/1":    {decodeAct[ReceiveClientCharge], inFund},
}
