{{ stage('treasury__gold_reserve') }}
